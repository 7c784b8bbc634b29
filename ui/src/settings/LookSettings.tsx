import type { Clock, Motion, Rows, Theme } from '../ipc/bindings';
import { TEXT_SIZES } from '../kit/page';
import { keyNames } from '../keys';
import { type Key, t } from '../strings/strings';
import { Group, type PageProps, SegmentSetting, SelectSetting, Setting, SwitchSetting } from './parts';
import { Slider } from './Slider';

const THEMES: [theme: Theme, title: Key, help?: Key][] = [['system', 'set.themeSystem', 'set.themeSystemS'], ['light', 'set.themeLight'], ['dark', 'set.themeDark']];
const LANGUAGES: [code: string, name: string][] = [['en', 'English'], ['de', 'Deutsch'], ['fr', 'Français']];

/** Colours, size and order of what is read; language and time. */
export function LookSettings({ settings, onChange }: PageProps) {
  return (
    <>
      <Group title={t('set.theme')} sets="theme">
        <div class="theme-cards" role="radiogroup" aria-label={t('set.theme')}>
          {THEMES.map(([theme, title, help]) => (
            <button key={theme} type="button" role="radio" aria-checked={settings.theme === theme} class="theme-card" onClick={() => onChange({ ...settings, theme })}>
              <span class={`theme-picture is-${theme}`} aria-hidden="true">
                {(theme === 'system' ? ['light', 'dark'] : [theme]).map((one) => <ThemePicture key={one} theme={one} />)}
              </span>
              {t(title)}
              {help && <span class="h">{t(help)}</span>}
            </button>
          ))}
        </div>
      </Group>
      <Group title={t('set.reading')}>
        <TextSize size={settings.textSize} onChange={(textSize) => onChange({ ...settings, textSize })} />
        <SegmentSetting
          label={t('set.rows')}
          sets="rows"
          value={settings.rows}
          options={[['comfortable', t('set.comfortable')], ['compact', t('set.compact')]]}
          onChange={(rows) => onChange({ ...settings, rows: rows as Rows })}
        />
        <SelectSetting
          label={t('set.motion')}
          sets="motion"
          value={settings.motion}
          options={[['system', t('set.themeSystem')], ['reduced', t('set.motionLess')]]}
          onChange={(motion) => onChange({ ...settings, motion: motion as Motion })}
        />
        <SwitchSetting label={t('set.unreadFirst')} help={t('set.unreadFirstS')} sets="unreadFirst" on={settings.unreadFirst} onChange={(unreadFirst) => onChange({ ...settings, unreadFirst })} />
      </Group>
      <Group title={t('set.languageAnd')}>
        <SelectSetting
          label={t('set.language')}
          help={t('set.languageS')}
          sets="language"
          value={settings.language ?? ''}
          options={[['', t('set.themeSystem')], ...LANGUAGES]}
          onChange={(language) => onChange({ ...settings, language: language || null })}
        />
        <SegmentSetting
          label={t('set.clock')}
          sets="clock"
          value={settings.clock}
          options={[['twentyFourHours', t('set.clock24')], ['twelveHours', t('set.clock12')]]}
          onChange={(clock) => onChange({ ...settings, clock: clock as Clock })}
        />
      </Group>
    </>
  );
}

function TextSize({ size, onChange }: { size: number; onChange: (size: number) => void }) {
  const [command] = keyNames('Ctrl');
  return (
    <Setting label={t('set.textSize')} help={t('set.textSizeS', { larger: `${command} +`, smaller: `${command} −` })} sets="textSize">
      <Slider
        label={t('set.textSize')}
        min={TEXT_SIZES.least}
        max={TEXT_SIZES.most}
        step={TEXT_SIZES.step}
        value={size}
        onChange={onChange}
        before={<span class="letter-small" aria-hidden="true">A</span>}
        after={() => <span class="letter-large" aria-hidden="true">A</span>}
      />
    </Setting>
  );
}

/** A small drawing of the window; its colours are the theme's own. */
function ThemePicture({ theme }: { theme: string }) {
  return (
    <svg viewBox="0 0 180 64" preserveAspectRatio="xMinYMid slice" class={`theme-drawing is-${theme}`}>
      <rect class="d-bg" width="180" height="64" />
      <rect class="d-side" width="52" height="64" />
      {[[10, 30], [20, 24], [30, 33], [40, 20]].map(([y, width]) => <rect key={y} class="d-line" x="10" y={y} width={width} height="4" rx="2" />)}
      <rect class="d-fg" x="66" y="12" width="60" height="4" rx="2" />
      <rect class="d-line" x="66" y="21" width="90" height="4" rx="2" />
      <rect class="d-side" x="66" y="34" width="72" height="18" rx="5" />
      <rect class="d-live" x="112" y="39" width="20" height="8" rx="3" />
    </svg>
  );
}
