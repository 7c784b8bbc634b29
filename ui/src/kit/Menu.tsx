import { useEffect } from 'preact/hooks';

import { moveInList, useReturnFocus } from './focus';
import { Icon } from './Icon';

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
  const menu = useReturnFocus<HTMLDivElement>();
  useEffect(() => menu.current?.querySelector('button')?.focus(), []);
  const leave = (event: FocusEvent) => {
    if (!(event.relatedTarget instanceof Node) || !menu.current?.contains(event.relatedTarget)) onClose();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    } else moveInList(event, menu.current);
  };
  return (
    <div ref={menu} class="menu" role="menu" aria-label={label} onKeyDown={key} onFocusOut={leave}>
      {items.map((item) => (
        <button key={item.label} type="button" class="it" role="menuitem" tabIndex={-1} onClick={() => { onClose(); item.onChoose(); }}>
          <Icon name={item.icon} size={16} />
          {item.label}
        </button>
      ))}
    </div>
  );
}
