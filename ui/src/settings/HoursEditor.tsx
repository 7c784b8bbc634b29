import type { Settings } from '../ipc/bindings';
import { weekday } from '../kit/time';
import { t } from '../strings/strings';
import { Lockable, LockMark } from './managed';
import { clockTime, minutesOf } from './quietHours';

interface Props {
  settings: Settings;
  onChange: (settings: Settings) => void;
}

/** Which nights are quiet, from when until when. */
export function HoursEditor({ settings, onChange }: Props) {
  const { quietDays, quietFrom, quietUntil, quietWeekend } = settings;
  const turn = (index: number) => {
    const days: Settings['quietDays'] = [...quietDays];
    days[index] = !days[index];
    onChange({ ...settings, quietDays: days });
  };
  return (
    <div class="hours" role="group" aria-label={t('set.quietHours')}>
      <div class="hours-days" role="group" aria-label={t('set.days')}>
        <Lockable sets="quietDays">
          {quietDays.map((on, index) => (
            <button key={index} type="button" class="chip" aria-pressed={on} aria-label={weekday(index, 'long')} onClick={() => turn(index)}>{weekday(index, 'short')}</button>
          ))}
        </Lockable>
        <LockMark sets="quietDays" />
      </div>
      <Lockable sets="quietFrom"><TimeField label={t('set.from')} minutes={quietFrom} onChange={(minutes) => onChange({ ...settings, quietFrom: minutes })} /><LockMark sets="quietFrom" /></Lockable>
      <Lockable sets="quietUntil"><TimeField label={t('set.until')} minutes={quietUntil} onChange={(minutes) => onChange({ ...settings, quietUntil: minutes })} /><LockMark sets="quietUntil" /></Lockable>
      <Lockable sets="quietWeekend">
        <label class="hours-weekend">
          <input type="checkbox" checked={quietWeekend} onChange={(event) => onChange({ ...settings, quietWeekend: event.currentTarget.checked })} />
          {t('set.weekend')}
        </label>
        <LockMark sets="quietWeekend" />
      </Lockable>
    </div>
  );
}

function TimeField({ label, minutes, onChange }: { label: string; minutes: number; onChange: (minutes: number) => void }) {
  const keep = (field: HTMLInputElement) => {
    const chosen = minutesOf(field.value); // Some web views let one write anything.
    if (chosen === null) field.value = clockTime(minutes);
    else if (chosen !== minutes) onChange(chosen);
  };
  return (
    <label class="hours-time">
      {label}
      <span class="field"><input type="time" value={clockTime(minutes)} onChange={(event) => keep(event.currentTarget)} /></span>
    </label>
  );
}
