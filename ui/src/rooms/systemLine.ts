/** One grey line for what happened in a room, by the workspace's kinds (protocol 3.1). */
import { type Key, t } from '../strings/strings';

const LINES: Record<string, [icon: string, words: Key]> = {
  'added-user-to-team': ['person-plus', 'sys.added'],
  au: ['person-plus', 'sys.added'],
  'discussion-created': ['discussion', 'sys.discussion'],
  message_pinned: ['pin', 'sys.pinned'],
  message_pinned_e2e: ['pin', 'sys.pinned'],
  r: ['compose', 'sys.renamed'],
  'removed-user-from-team': ['log-out', 'sys.removed'],
  rm: ['trash', 'sys.deleted'],
  'room-archived': ['lock', 'sys.archived'],
  'room-removed-read-only': ['lock', 'sys.writable'],
  'room-set-read-only': ['lock', 'sys.readOnly'],
  'room-unarchived': ['lock', 'sys.unarchived'],
  room_changed_announcement: ['compose', 'sys.announcement'],
  room_changed_avatar: ['compose', 'sys.avatar'],
  room_changed_description: ['compose', 'sys.description'],
  room_changed_privacy: ['lock', 'sys.privacy'],
  room_changed_topic: ['compose', 'sys.topic'],
  room_e2e_disabled: ['lock', 'sys.e2eOff'],
  room_e2e_enabled: ['lock', 'sys.e2eOn'],
  e2e: ['lock', 'sys.encrypted'],
  ru: ['log-out', 'sys.removed'],
  'subscription-role-added': ['star', 'sys.roleAdded'],
  'subscription-role-removed': ['star', 'sys.roleRemoved'],
  uj: ['person-plus', 'sys.joined'],
  ujt: ['person-plus', 'sys.joined'],
  ul: ['log-out', 'sys.left'],
  ult: ['log-out', 'sys.left'],
  'user-muted': ['volume-off', 'sys.muted'],
  'user-unmuted': ['volume', 'sys.unmuted'],
  ut: ['person-plus', 'sys.joined'],
};

export interface SystemLine {
  icon: string;
  text: string;
}

/** The words for a system message; nothing where there is nothing to say. */
export function systemLine(kind: string, actor: string, value: string, nameOf: (username: string) => string | undefined): SystemLine | null {
  const known = LINES[kind];
  if (known) return { icon: known[0], text: t(known[1], { name: actor, value: nameOf(value) ?? value }) };
  return value.trim() === '' ? null : { icon: 'info', text: value };
}
