import { useState } from 'preact/hooks';

import type { OwnStatus, OwnStatusChoices, Person, QuietSpan } from '../ipc/bindings';
import { Avatar, PresenceShape } from '../kit/Avatar';
import { Icon } from '../kit/Icon';
import { usePopover } from '../kit/popover';
import { chordName } from '../keys';
import { SPANS } from '../session/doNotDisturb';
import { t } from '../strings/strings';

export interface OwnMenuCallbacks {
  onStatus: (status: OwnStatus) => void;
  /** What others read under the name; empty for nothing. */
  onStatusText: (text: string) => void;
  onDoNotDisturb: (span: QuietSpan | null) => void;
  onOpenSettings: () => void;
  onSignOut: () => void;
}

interface Props extends OwnMenuCallbacks {
  me: Person;
  /** What the workspace lets people choose. */
  ownStatus: OwnStatusChoices;
  workspaceName: string;
  doNotDisturb: boolean;
  onClose: () => void;
}

/** The menu on one's own picture: what others see of oneself, and whether calls ring. */
export function OwnMenu({ me, ownStatus, workspaceName, doNotDisturb, onClose, ...on }: Props) {
  const popover = usePopover<HTMLDivElement>(onClose, '[aria-checked="true"]');
  const [text, setText] = useState(me.statusText ?? '');
  const [quiet, setQuiet] = useState(false);
  const then = (deed: () => void) => () => {
    onClose();
    deed();
  };
  return (
    <div {...popover} class="menu own-menu" role="dialog" aria-label={me.name}>
      <div class="own-head">
        <Avatar person={me} size={36} presence />
        <div class="grow"><b class="ell">{me.name}</b><span class="s ell">{me.username}</span></div>
      </div>
      {ownStatus.text && (
        <form class="field" onSubmit={(event) => { event.preventDefault(); then(() => on.onStatusText(text.trim()))(); }}>
          <input class="grow" maxLength={LONGEST} aria-label={t('st.doing')} placeholder={t('st.doing')} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </form>
      )}
      <div role="radiogroup" aria-label={t('tray.status')}>
        {STATUSES.filter(({ status }) => status !== 'invisible' || ownStatus.invisible).map(({ status, presence, word }) => (
          <button key={status} type="button" class="it" role="radio" aria-checked={me.presence === presence} onClick={then(() => on.onStatus(status))}>
            <span class="own-dot"><PresenceShape presence={presence} /></span>
            {t(word)}
            {me.presence === presence && <span class="k"><Icon name="check" size={16} /></span>}
          </button>
        ))}
      </div>
      <div class="hr" />
      {doNotDisturb
        ? <button type="button" class="it" onClick={then(() => on.onDoNotDisturb(null))}><Icon name="moon" size={16} />{t('quiet.turnOffAll')}</button>
        : <button type="button" class="it" aria-expanded={quiet} onClick={() => setQuiet(!quiet)}><Icon name="moon" size={16} />{t('tray.dnd')}<span class="k"><Icon name={quiet ? 'chevron-up' : 'chevron-down'} size={16} /></span></button>}
      {quiet && SPANS.map(([span, words]) => (
        <button key={span} type="button" class="it is-inner" onClick={then(() => on.onDoNotDisturb(span))}>{t(words)}</button>
      ))}
      <button type="button" class="it" onClick={then(on.onOpenSettings)}><Icon name="settings" size={16} />{t('set.title')}<span class="k">{chordName('Ctrl+Comma')}</span></button>
      <button type="button" class="it stop" onClick={then(on.onSignOut)}><Icon name="log-out" size={16} />{t('nav.signOutOf', { ws: workspaceName })}</button>
    </div>
  );
}

/** Whoever is invisible looks offline to others. */
const STATUSES = [
  { status: 'online', presence: 'online', word: 'st.online' },
  { status: 'away', presence: 'away', word: 'st.away' },
  { status: 'busy', presence: 'busy', word: 'st.busy' },
  { status: 'invisible', presence: 'offline', word: 'st.invisible' },
] as const;
/** As many characters as workspaces keep. */
const LONGEST = 120;
