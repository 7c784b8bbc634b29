import { useRef } from 'preact/hooks';

import { moveInList } from '../kit/focus';
import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';
import { VERSION } from '../version';
import { find } from './find';
import type { Entry, Page } from './pages';

interface Props {
  /** The page that is open. */
  current: Page;
  search: string;
  onSearch: (text: string) => void;
  /** Opens a page, and shows one of its settings if one was meant. */
  onChoose: (page: Page, entry: Entry | null) => void;
  onBack: () => void;
}

/** The list of pages, a field that finds settings by their words, and the version. */
export function SettingsNav({ current, search, onSearch, onChoose, onBack }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const found = find(search);
  const key = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Escape' && search !== '') {
      event.preventDefault(); // With nothing typed Esc leaves the settings.
      onSearch('');
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      list.current?.querySelector('button')?.focus();
    } else if (event.key === 'Enter' && search.trim() !== '' && found[0]) {
      event.preventDefault();
      onChoose(found[0].page, found[0].entries[0] ?? null);
    }
  };
  return (
    <nav class="side settings-nav" aria-label={t('set.title')} data-region="sidebar">
      <div class="side-head">
        <button type="button" class="ib" aria-label={t('back')} title={`${t('back')}  Esc`} onClick={onBack}><Icon name="arrow-left" size={18} /></button>
        <span class="nm">{t('set.title')}</span>
      </div>
      <div class="field settings-find">
        <Icon name="search" size={16} />
        <input type="search" aria-label={t('set.search')} placeholder={t('nav.search')} value={search} onInput={(event) => onSearch(event.currentTarget.value)} onKeyDown={key} />
      </div>
      <div ref={list} class="settings-list" onKeyDown={(event) => moveInList(event, list.current)}>
        {found.map(({ page, entries }) => (
          <div key={page.title} role={entries.length > 0 ? 'group' : undefined} aria-label={entries.length > 0 ? t(page.title) : undefined}>
            <button type="button" class={page === current ? 'row is-current' : 'row'} aria-current={page === current ? 'page' : undefined} onClick={() => onChoose(page, null)}>
              <span class="lead"><Icon name={page.icon} size={18} /></span>
              <span class="row-name">{t(page.title)}</span>
            </button>
            {entries.map((entry) => (
              <button key={entry.label} type="button" class="row settings-entry" title={t(entry.label)} onClick={() => onChoose(page, entry)}>
                <span class="row-name">{t(entry.label)}</span>
              </button>
            ))}
          </div>
        ))}
      </div>
      <p class="settings-nothing" role="status">{found.length === 0 && t('nav.nothing', { text: search.trim() })}</p>
      <p class="settings-version">Vconnct {VERSION}</p>
    </nav>
  );
}
