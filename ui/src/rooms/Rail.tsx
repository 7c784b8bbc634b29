import type { IncomingCall, Room, Workspace } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { Logo } from '../kit/Logo';
import { colour, initials } from '../kit/people';
import { t } from '../strings/strings';

interface Props {
  workspaces: Workspace[];
  rooms: Room[];
  ringing: IncomingCall[];
  current: string;
  onChoose: (workspace: string) => void;
  onAdd: () => void;
}

/** The workspaces, where there are two or more. */
export function Rail({ workspaces, rooms, ringing, current, onChoose, onAdd }: Props) {
  return (
    <nav class="rail" aria-label={t('nav.workspaces')} data-region="rail">
      {workspaces.map((workspace, index) => {
        const own = rooms.filter((room) => room.workspace === workspace.id);
        return (
          <Tile
            key={workspace.id}
            workspace={workspace}
            first={index === 0}
            current={workspace.id === current}
            mentions={sum(own.map((room) => room.mentions))}
            unread={own.some((room) => room.unread)}
            rings={ringing.some(({ room }) => room.workspace === workspace.id)}
            onChoose={() => onChoose(workspace.id)}
          />
        );
      })}
      <button type="button" class="ib" aria-label={t('nav.addWorkspace')} title={t('nav.addWorkspace')} onClick={onAdd}><Icon name="plus" size={18} /></button>
    </nav>
  );
}

interface TileProps {
  workspace: Workspace;
  first: boolean;
  current: boolean;
  mentions: number;
  unread: boolean;
  rings: boolean;
  onChoose: () => void;
}

function Tile({ workspace, first, current, mentions, unread, rings, onChoose }: TileProps) {
  const { name, link, id } = workspace;
  const away = link.state === 'lost' || link.state === 'signedOut';
  const says = [
    name,
    rings && t('in.title'),
    mentions > 0 && t('nav.mentionsN', { n: mentions }),
    unread && mentions === 0 && t('nav.unread'),
    away && t('net.lost'),
  ];
  const marked = !current && !rings;
  return (
    <button type="button" class={`ws${current ? ' is-current' : ''}${first ? '' : ` av-c${colour(id)}`}`} aria-label={says.filter(Boolean).join(', ')} title={name} aria-current={current ? 'true' : undefined} onClick={onChoose}>
      {first ? <Logo size={38} /> : <span aria-hidden="true">{initials(name).slice(0, 1)}</span>}
      {marked && mentions > 0 && <span class="n n-me" aria-hidden="true">{mentions}</span>}
      {marked && mentions === 0 && unread && <span class="dotn" />}
      {rings && <span class="rg"><Icon name="phone-fill" size={12} /></span>}
      {away && <span class="off"><Icon name="cloud-off" size={12} /></span>}
    </button>
  );
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
