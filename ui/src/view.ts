/** What lives in this window alone: where one is, what is open, what is being typed. */
import { computed, signal } from '@preact/signals';

import type { Switches } from './calls/Toggles';
import type { CallRecord, RoomRef } from './ipc/bindings';
import { announce } from './kit/Announcer';
import { session } from './state';

export type Place = 'calls' | 'room' | 'settings' | 'signIn';

export interface Toast {
  id: number;
  text: string;
  icon: string;
  act?: { label: string; onPress: () => void };
}

/** A question that stands before leaving one call for another. */
export interface Leaving {
  name: string;
  label: string;
  onGoOn: () => void;
}

export const place = signal<Place>('room');
/** The room this window looks at. */
export const at = signal<RoomRef | null>(null);
/** In a narrow window: the list, or what was opened from it. */
export const column = signal<'list' | 'page'>('list');
export const panel = signal(false);
/** The call whose details the panel shows. */
export const detailsOf = signal<string | null>(null);
/** The call whose details the page of all calls shows. */
export const selected = signal<string | null>(null);
export const preflight = signal(false);
export const search = signal('');
/** The writing field shall have the focus as soon as it is there. */
export const writing = signal(false);
export const drafts = signal<ReadonlyMap<string, string>>(new Map());
export const switches = signal<ReadonlyMap<string, Switches>>(new Map());
export const toasts = signal<Toast[]>([]);
export const leaving = signal<Leaving | null>(null);
/** The address to sign in to again; nothing to ask for one. */
export const signInUrl = signal<string | undefined>(undefined);

/** Whoever signs in now does so for the first time, and has not gone on yet. */
export const welcome = signal(false);

const chosenWorkspace = signal<string | null>(null);

/** The workspace whose rooms are shown: the one chosen, as long as it is there, else the first. */
export const workspace = computed(() => {
  const all = session.value?.workspaces ?? [];
  return all.find(({ id }) => id === chosenWorkspace.value) ?? all[0];
});

export function chooseWorkspace(id: string): void {
  chosenWorkspace.value = id;
}

/** Shows another workspace: a room of the one before does not stay open beside it. */
export function goToWorkspace(id: string): void {
  chooseWorkspace(id);
  if (at.value?.workspace !== id) at.value = null;
  place.value = 'room';
}

/** Tells rooms apart across workspaces. */
export function roomKey({ workspace: home, roomId }: RoomRef): string {
  return `${home} ${roomId}`;
}

export function setDraft(room: RoomRef, text: string): void {
  const next = new Map(drafts.value);
  if (text === '') next.delete(roomKey(room));
  else next.set(roomKey(room), text);
  drafts.value = next;
}

/** Puts words into a writing field, below what is there. */
export function addToDraft(room: RoomRef, text: string): void {
  const before = drafts.value.get(roomKey(room));
  setDraft(room, before ? `${before}\n${text}` : text);
}

export function setSwitches(callId: string, chosen: Switches): void {
  switches.value = new Map(switches.value).set(callId, chosen);
}

let lastToast = 0;

/** Says something for some seconds. */
export function toast(text: string, { icon = 'info', act, ms = 6000 }: { icon?: string; act?: Toast['act'] | undefined; ms?: number } = {}): void {
  const id = ++lastToast;
  toasts.value = [...toasts.value.slice(-2), { id, text, icon, ...(act ? { act } : {}) }];
  announce({ text, urgent: icon === 'warning' });
  setTimeout(() => closeToast(id), ms);
}

export function closeToast(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

/** Opens the details of a call in the panel of its room. */
export function showDetails(record: CallRecord | null): void {
  detailsOf.value = record?.callId ?? null;
  panel.value = true;
}
