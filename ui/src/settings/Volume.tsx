import { useState } from 'preact/hooks';

import { t } from '../strings/strings';
import { Setting } from './parts';

/** How loud calls ring. Only where the slider is let go of is a choice. */
export function Volume({ volume, onChange }: { volume: number; onChange: (volume: number) => void }) {
  const [moving, setMoving] = useState<number | null>(null);
  const shown = moving ?? volume;
  const keep = () => {
    if (moving !== null && moving !== volume) onChange(moving);
    setMoving(null);
  };
  return (
    <Setting label={t('set.volume')} help={t('set.volumeS')} sets="ringVolume">
      <div class="volume">
        <input
          class="range"
          type="range"
          min="0"
          max="100"
          step="5"
          value={shown}
          aria-label={t('set.volume')}
          style={{ '--v': `${shown}%` }}
          onInput={(event) => setMoving(Number(event.currentTarget.value))}
          onChange={keep}
        />
        <span class="num">{shown} %</span>
      </div>
    </Setting>
  );
}
