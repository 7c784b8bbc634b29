import sprite from './sprite.svg?raw';

interface Props {
  name: string;
  size?: number;
}

/** A drawing of the sprite; what it means is said by the words or the label beside it. */
export function Icon({ name, size = 20 }: Props) {
  return (
    <svg class="ic" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}

const drawings = sprite.slice(sprite.indexOf('>') + 1, sprite.lastIndexOf('</svg>'));

/** All drawings, once in the page. */
export function Sprite() {
  return <svg class="sprite" aria-hidden="true" focusable="false" dangerouslySetInnerHTML={{ __html: drawings }} />;
}
