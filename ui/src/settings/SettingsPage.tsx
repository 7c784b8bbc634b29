import type { FunctionComponent } from 'preact';
import { useState } from 'preact/hooks';

import { Icon } from '../kit/Icon';
import { type Key, t } from '../strings/strings';
import { Accounts } from './Accounts';
import { CallSettings } from './CallSettings';
import { CallStartSettings } from './CallStartSettings';
import { LookSettings } from './LookSettings';
import { ShortcutSettings } from './ShortcutSettings';
import { StartSettings } from './StartSettings';
import type { PageProps } from './parts';

interface Page {
  icon: string;
  title: Key;
  content: FunctionComponent<PageProps>;
}

const PAGES: Page[] = [
  { icon: 'phone', title: 'set.calls', content: CallSettings },
  { icon: 'camera', title: 'set.callStart', content: CallStartSettings },
  { icon: 'keyboard', title: 'keys.title', content: ShortcutSettings },
  { icon: 'contrast', title: 'set.look', content: LookSettings },
  { icon: 'power', title: 'set.start', content: StartSettings },
  { icon: 'people', title: 'set.accounts', content: Accounts },
];

/** What can be chosen. Every choice counts at once. */
export function SettingsPage({ onBack, ...props }: PageProps & { onBack: () => void }) {
  const [page, setPage] = useState(PAGES[0]!);
  return (
    <div class="settings">
      <nav class="side settings-nav" aria-label={t('set.title')} data-region="sidebar">
        <div class="side-head">
          <button type="button" class="ib" aria-label={t('back')} title={`${t('back')}  Esc`} onClick={onBack}><Icon name="arrow-left" size={18} /></button>
          <span class="nm">{t('set.title')}</span>
        </div>
        {PAGES.map((one) => (
          <button key={one.title} type="button" class={one === page ? 'row is-current' : 'row'} aria-current={one === page ? 'page' : undefined} onClick={() => setPage(one)}>
            <span class="lead"><Icon name={one.icon} size={18} /></span>
            <span class="row-name">{t(one.title)}</span>
          </button>
        ))}
      </nav>
      <div class="settings-page" data-region="messages">
        <div class="settings-column">
          <h1>{t(page.title)}</h1>
          <page.content {...props} />
        </div>
      </div>
    </div>
  );
}
