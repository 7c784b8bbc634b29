import { useId } from 'preact/hooks';

/** The mark: a V whose right arm ends in a live dot. */
export function Logo({ size }: { size: number }) {
  const blue = useId();
  return (
    <svg width={size} height={size} viewBox="0 0 512 512" aria-hidden="true">
      <defs>
        <linearGradient id={blue} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stop-color="#3a6cf0" />
          <stop offset="1" stop-color="#1a3fae" />
        </linearGradient>
      </defs>
      <path d="M256 16c176 0 240 64 240 240s-64 240-240 240S16 432 16 256 80 16 256 16z" fill={`url(#${blue})`} />
      <path d="M138 150l106 220 76-150" fill="none" stroke="#fff" stroke-width="64" stroke-linecap="round" stroke-linejoin="round" />
      <circle cx="369" cy="143" r="45" fill="#4be3a0" />
    </svg>
  );
}
