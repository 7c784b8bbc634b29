import { Icon } from '../kit/Icon';
import { type Key, t } from '../strings/strings';
import { useShown } from './shown';

interface Props {
  /** How much it stands out. */
  kind: 'btn btn-accent' | 'btn btn-line' | 'link';
  icon?: string;
  label: Key;
  disabled?: boolean;
  onClick: () => void;
}

/** A button of the settings that does something at once, and can be found by its words. */
export function Act({ kind, icon, label, disabled, onClick }: Props) {
  const { place, lit } = useShown<HTMLButtonElement>(t(label));
  return <button ref={place} type="button" class={`${kind}${lit}`} disabled={disabled} onClick={onClick}>{icon && <Icon name={icon} size={16} />}{t(label)}</button>;
}
