import { t } from '../strings/strings';
import { Setting } from './parts';
import { Slider } from './Slider';

/** How loud calls ring. */
export function Volume({ volume, onChange }: { volume: number; onChange: (volume: number) => void }) {
  return (
    <Setting label={t('set.volume')} help={t('set.volumeS')} sets="ringVolume">
      <Slider label={t('set.volume')} min={0} max={100} step={5} value={volume} onChange={onChange} after={(shown) => <span class="num">{shown} %</span>} />
    </Setting>
  );
}
