/** The tones that calls can ring with. */
import type { RingTone, Settings } from '../ipc/bindings';
import { type Key, t } from '../strings/strings';

const TONES: [tone: RingTone, title: Key][] = [['brook', 'set.tone.brook'], ['wood', 'set.tone.wood'], ['lamp', 'set.tone.lamp'], ['bell', 'set.tone.bell'], ['classic', 'set.tone.classic']];

/** The five, and the person's own file once there was one. */
export function toneOptions({ ringFile }: Settings): [tone: RingTone, title: string][] {
  const own: [RingTone, string][] = ringFile === null ? [] : [['own', ringFile]];
  return [...TONES.map(([tone, title]): [RingTone, string] => [tone, t(title)]), ...own];
}

/** One that is told apart from the tone of everybody else. */
export function anotherTone({ ringTone }: Settings): RingTone {
  return TONES.find(([tone]) => tone !== ringTone)![0];
}
