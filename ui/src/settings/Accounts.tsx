import type { Workspace } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { Logo } from '../kit/Logo';
import { colour, initials } from '../kit/people';
import { type Key, t } from '../strings/strings';
import { type PageProps, Trouble } from './parts';
import { useShown } from './shown';

/** Where one is signed in. */
export function Accounts({ session, onAdd, onSignIn, onSignOut }: PageProps) {
  const add = useShown<HTMLButtonElement>(t('nav.addWorkspace'));
  return (
    <div class="accounts">
      {session.workspaces.map((workspace, index) => {
        const { icon, words, tone } = linkWords(workspace);
        const out = workspace.link.state === 'signedOut';
        return (
          <div key={workspace.id} class="account">
            <span class={index === 0 ? 'ws' : `ws av-c${colour(workspace.id)}`} aria-hidden="true">{index === 0 ? <Logo size={38} /> : initials(workspace.name).slice(0, 1)}</span>
            <div class="grow">
              <div class="account-name ell">{workspace.name}</div>
              <div class="account-who ell">{workspace.me.username} · {workspace.id.replace(/^https?:\/\//, '')}</div>
            </div>
            <span class={`account-link ${tone}`}><Icon name={icon} size={16} />{t(words)}</span>
            {out && <button type="button" class="btn btn-line" onClick={() => onSignIn(workspace)}>{t('si.signin')}</button>}
            <button type="button" class="btn btn-line" onClick={() => onSignOut(workspace)}>{t(out ? 'set.forget' : 'set.signOut')}</button>
          </div>
        );
      })}
      <button type="button" ref={add.place} class={`btn btn-line add-account${add.lit}`} onClick={onAdd}><Icon name="plus" size={16} />{t('nav.addWorkspace')}</button>
      {session.troubles.filter((trouble) => trouble === 'noKeyStore' || trouble === 'keyStoreLocked').map((trouble) => (
        <Trouble key={trouble} icon="key" words={`${t(`trouble.${trouble}`)} ${t(`trouble.${trouble}S`)}`} />
      ))}
    </div>
  );
}

function linkWords({ link }: Workspace): { icon: string; words: Key; tone: string } {
  switch (link.state) {
    case 'reachable': return { icon: 'check', words: 'set.connected', tone: 'is-live' };
    case 'signedOut': return { icon: 'lock', words: 'set.signedOut', tone: 'is-stop' };
    default: return { icon: 'refresh', words: 'net.re', tone: 'is-wait' };
  }
}
