/** What the person's company has fixed: its controls are off and say so, and each page ends with what it holds of them. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';

import type { Managed, Settings } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { listWords } from '../kit/list';
import { type Key, t } from '../strings/strings';

export type Member = keyof Settings;

export const NOT_MANAGED: Managed = { locked: [], workspaces: [] };

export const Company = createContext<Managed>(NOT_MANAGED);

/** Whether the company has fixed this setting. */
export function useLocked(sets: Member | undefined): boolean {
  const { locked } = useContext(Company);
  return sets !== undefined && locked.includes(sets);
}

/** The controls of a setting, off while the company has fixed it. */
export function Lockable({ sets, block, children }: { sets: Member | undefined; block?: boolean; children: ComponentChildren }) {
  if (!useLocked(sets)) return <>{children}</>;
  return <fieldset class={block ? 'locked is-block' : 'locked'} disabled title={t('managed.set')} aria-label={t('managed.set')}>{children}</fieldset>;
}

/** Beside the name of a setting that the company has fixed. */
export function LockMark({ sets }: { sets: Member | undefined }) {
  if (!useLocked(sets)) return null;
  return <span class="lock-mark" role="img" aria-label={t('managed.set')} title={t('managed.set')}><Icon name="lock" size={14} /></span>;
}

/** Which of these the company has fixed, in words. */
export function ManagedNote({ entries }: { entries: { label: Key; sets?: Member[]; workspaces?: boolean }[] }) {
  const { locked, workspaces } = useContext(Company);
  const fixed = entries.filter((entry) => entry.sets?.some((member) => locked.includes(member)) || (entry.workspaces && workspaces.length > 0));
  if (fixed.length === 0) return null;
  const named = fixed.map(({ label, workspaces: address }) => t('managed.named', { name: t(address ? 'si.address' : label) }));
  return <div class="note managed-note"><Icon name="lock" size={18} /><span>{noteWords(fixed.length, listWords(named))}</span></div>;
}

/** A sentence begins with a word, as long as there is a short one. */
function noteWords(n: number, list: string): string {
  const number = NUMBERS[n - 2];
  return t('managed.note', { n, list }).replace(/^\d+/, (digits) => (number ? t(number) : digits));
}

const NUMBERS: Key[] = ['managed.two', 'managed.three', 'managed.four'];
