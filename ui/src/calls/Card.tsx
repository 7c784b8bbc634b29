import type { ComponentChildren } from 'preact';

import { useReturnFocus } from '../kit/focus';
import { useClickGuard } from '../kit/guard';
import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';

interface Props {
  label: string;
  role: 'dialog' | 'status';
  ring: ComponentChildren;
  title: string;
  lines: ComponentChildren;
  /** The id of what a screen reader adds to the label. */
  describedBy?: string | undefined;
  /** At the right of the head. */
  right?: ComponentChildren;
  children?: ComponentChildren;
  onClose?: (() => void) | undefined;
}

/** The floating card of a call. It enters without the focus and gives it back when it leaves. */
export function Card({ label, role, ring, title, lines, describedBy, right, children, onClose }: Props) {
  const guard = useClickGuard();
  const returned = useReturnFocus<HTMLElement>();
  const ref = (element: HTMLElement | null) => {
    guard.ref.current = element;
    returned.current = element;
  };
  return (
    <section
      ref={ref}
      class="card"
      role={role}
      aria-modal={role === 'dialog' ? 'false' : undefined}
      aria-label={label}
      aria-describedby={describedBy}
      onClickCapture={guard.onClickCapture}
    >
      <div class="card-top">
        {ring}
        <div class={onClose ? 'grow card-words has-x' : 'grow card-words'}>
          <div class="card-nm ell">{title}</div>
          {lines}
        </div>
        {right}
      </div>
      {children}
      {onClose && <CloseButton label={t('close')} onClick={onClose} />}
    </section>
  );
}

/** The cross at the upper right. Placed by CSS, so that the buttons before it come first by key. */
export function CloseButton({ label, title, onClick }: { label: string; title?: string; onClick: () => void }) {
  return (
    <button type="button" class="ib ib-sm card-x" aria-label={label} title={title ?? label} onClick={onClick}>
      <Icon name="x" size={16} />
    </button>
  );
}
