import type { Theme } from '../ipc/bindings';
import { type Key, t } from '../strings/strings';
import { Group, type PageProps, SelectSetting } from './parts';

const THEMES: [theme: Theme, title: Key][] = [['system', 'set.themeSystem'], ['light', 'set.themeLight'], ['dark', 'set.themeDark']];
const LANGUAGES: [code: string, name: string][] = [['en', 'English'], ['de', 'Deutsch'], ['fr', 'Français']];

/** Colours and language. */
export function LookSettings({ settings, onChange }: PageProps) {
  return (
    <>
      <Group title={t('set.theme')} sets="theme">
        <div class="theme-cards" role="radiogroup" aria-label={t('set.theme')}>
          {THEMES.map(([theme, title]) => (
            <button key={theme} type="button" role="radio" aria-checked={settings.theme === theme} class="theme-card" onClick={() => onChange({ ...settings, theme })}>
              <span class={`theme-picture is-${theme}`} aria-hidden="true">
                {(theme === 'system' ? ['light', 'dark'] : [theme]).map((one) => <ThemePicture key={one} theme={one} />)}
              </span>
              {t(title)}
            </button>
          ))}
        </div>
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
      </Group>
    </>
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
