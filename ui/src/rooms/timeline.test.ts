import { describe, expect, it } from 'vitest';

import { jonas, mara } from '../../fixtures/people';
import { called, direct, happened, say, today } from '../../fixtures/state';
import { entries } from './timeline';

const now = today('18:00');
const shape = (...args: Parameters<typeof entries>) => entries(...args).map((entry) => (entry.is === 'day' ? entry.name : entry.is === 'new' ? `${entry.count} new` : entry.first ? 'first' : 'next'));

describe('a timeline', () => {
  it('joins what one person writes within five minutes', () => {
    const timeline = [say(jonas, today('09:00'), 'a'), say(jonas, today('09:04:59'), 'b'), say(jonas, today('09:09:59'), 'c'), say(mara, today('09:10'), 'd')];
    expect(shape(timeline, null, now)).toEqual(['Today', 'first', 'next', 'first', 'first']);
  });

  it('begins anew with each day', () => {
    const timeline = [say(jonas, today('23:59', 1), 'a'), say(jonas, today('00:01'), 'b')];
    expect(shape(timeline, null, now)).toEqual(['Yesterday', 'first', 'Today', 'first']);
  });

  it('draws the line above what is new and counts what others wrote', () => {
    const timeline = [say(jonas, today('09:00'), 'a'), say(jonas, today('09:01'), 'b'), say(mara, today('09:02'), 'c'), say(jonas, today('09:03'), 'd')];
    expect(shape(timeline, timeline[1]!.id, now)).toEqual(['Today', 'first', '2 new', 'first', 'first', 'first']);
  });

  it('lets nothing join across what happened in the room', () => {
    expect(shape([say(jonas, today('09:00'), 'a'), happened(jonas, today('09:01'), 'uj'), say(jonas, today('09:02'), 'b')], null, now)).toEqual(['Today', 'first', 'first', 'first']);
  });

  it('joins a call to the words of the person who called', () => {
    expect(shape([say(jonas, today('09:00'), 'a'), called(jonas, today('09:01'), direct('missed'))], null, now)).toEqual(['Today', 'first', 'next']);
  });
});
