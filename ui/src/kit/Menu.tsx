import { Icon } from './Icon';
import { usePopover } from './popover';

export interface MenuItem {
  label: string;
  icon: string;
  onChoose: () => void;
}

interface Props {
  label: string;
  items: MenuItem[];
  onClose: () => void;
}

/** A menu that takes the focus, and closes on a choice, on Esc and when the focus leaves it. */
export function Menu({ label, items, onClose }: Props) {
  const popover = usePopover<HTMLDivElement>(onClose, 'button');
  return (
    <div {...popover} class="menu" role="menu" aria-label={label}>
      {items.map((item) => (
        <button key={item.label} type="button" class="it" role="menuitem" tabIndex={-1} onClick={() => { onClose(); item.onChoose(); }}>
          <Icon name={item.icon} size={16} />
          {item.label}
        </button>
      ))}
    </div>
  );
}
