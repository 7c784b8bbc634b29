import { useState } from 'preact/hooks';

import { t } from '../strings/strings';
import { Company, ManagedNote } from './managed';
import { type Entry, type Page, PAGES } from './pages';
import type { PageProps } from './parts';
import { SettingsNav } from './SettingsNav';
import { Shown, useShowing } from './shown';

/** What can be chosen. Every choice counts at once. */
export function SettingsPage({ onBack, ...props }: PageProps & { onBack: () => void }) {
  const [page, setPage] = useState(PAGES[0]!);
  const [search, setSearch] = useState('');
  const { shown, show } = useShowing();
  const choose = (next: Page, entry: Entry | null) => {
    setPage(next);
    show(entry && t(entry.label));
  };
  return (
    <div class="settings">
      <SettingsNav current={page} search={search} onSearch={setSearch} onChoose={choose} onBack={onBack} />
      <div class="settings-page" data-region="messages">
        <div class="settings-column">
          <Company.Provider value={props.managed}>
            <Shown.Provider value={shown}>
              <div class="settings-title"><h1>{t(page.title)}</h1>{page.act && <page.act {...props} />}</div>
              <page.content {...props} />
              <ManagedNote entries={page.entries} />
            </Shown.Provider>
          </Company.Provider>
        </div>
      </div>
    </div>
  );
}
