import type { OpenRoom, OutgoingCall, Provider } from '../ipc/bindings';

/** Why no call can be started here at all. */
export type Obstacle = 'busy' | 'noProvider' | 'noRight';

export function obstacleOf(room: OpenRoom, provider: Provider, outgoing: OutgoingCall | null): Obstacle | null {
  if (room.callButton === 'noRight') return 'noRight';
  if (provider.state === 'notSetUp') return 'noProvider';
  const ringsElsewhere = outgoing && outgoing.phase.state !== 'over' && outgoing.room.roomId !== room.room.id;
  return ringsElsewhere ? 'busy' : null;
}
