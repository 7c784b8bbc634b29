import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';

/** Microphone and camera as far as they are offered: nothing where the provider has none. */
export interface Switches {
  mic: boolean | null;
  cam: boolean | null;
}

interface Props {
  switches: Switches;
  onChange: (switches: Switches) => void;
}

/** The small switches of a card. */
export function Toggles({ switches, onChange }: Props) {
  const { mic, cam } = switches;
  if (mic === null && cam === null) return null;
  return (
    <span class="togs">
      {mic !== null && <Toggle icon="mic" name={t('pf.mic')} on={mic} onChange={(on) => onChange({ mic: on, cam })} />}
      {cam !== null && <Toggle icon="camera" name={t('pf.cam')} on={cam} onChange={(on) => onChange({ mic, cam: on })} />}
    </span>
  );
}

interface ToggleProps {
  icon: string;
  name: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

function Toggle({ icon, name, on, onChange }: ToggleProps) {
  const title = `${name}: ${t(on ? 'pf.on' : 'pf.off')}`;
  return (
    <button type="button" class="tog" aria-pressed={on} aria-label={name} title={title} onClick={() => onChange(!on)}>
      <Icon name={on ? icon : `${icon}-off`} size={18} />
    </button>
  );
}

/** What an action carries: nothing where nothing is offered. */
export function devicesOf({ mic, cam }: Switches) {
  return mic === null && cam === null ? null : { mic: mic ?? false, cam: cam ?? false };
}
