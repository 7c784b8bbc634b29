import { describe, expect, it } from 'vitest';

import { language } from '../strings/strings';
import { clock, counter, dayName, exactDate, exactTime, length, secondsLeft, shortDate, timeOfDay } from './time';

const at = (text: string) => new Date(text).getTime();
const now = at('2025-11-22T18:00:00Z');

describe('times', () => {
  it.each([
    ['2025-11-22T00:01:00Z', 'Today'],
    ['2025-11-21T23:59:00Z', 'Yesterday'],
    ['2025-11-17T12:00:00Z', 'Monday 17 November'],
    ['2024-11-17T12:00:00Z', 'Sunday 17 November 2024'],
  ])('name the day of %s', (time, words) => {
    expect(dayName(at(time), now)).toBe(words);
  });

  it.each([
    ['2025-11-22T09:08:00Z', '09:08'],
    ['2025-11-21T14:02:00Z', 'Yesterday 14:02'],
    ['2025-11-20T18:20:00Z', 'Thursday 18:20'],
    ['2025-11-02T18:20:00Z', '2 Nov, 18:20'],
  ])('are short: %s', (time, words) => {
    expect(shortDate(at(time), now)).toBe(words);
  });

  it('count to twelve twice a day where that is chosen', () => {
    clock.value = 'twelveHours';
    expect([0, 9, 12, 16].map((hour) => timeOfDay(at(`2025-11-22T${String(hour).padStart(2, '0')}:05:00Z`)))).toEqual(['12:05 am', '9:05 am', '12:05 pm', '4:05 pm']);
    expect(exactTime(at('2025-11-22T16:41:03Z'))).toBe('4:41:03 pm');
    clock.value = 'twentyFourHours';
  });

  it('follow the language', () => {
    language.value = 'de';
    expect(dayName(at('2025-11-17T12:00:00Z'), now)).toBe('Montag 17. November');
    expect(timeOfDay(at('2025-11-17T09:05:00Z'))).toBe('09:05');
    language.value = 'fr';
    expect(dayName(at('2025-11-21T12:00:00Z'), now)).toBe('Hier');
  });

  it('are exact where asked for', () => {
    expect(exactDate(at('2025-11-21T16:00:12Z'))).toBe('Fri 21 Nov 2025, 16:00:12');
  });
});

it.each([[0, '0 s'], [30_000, '30 s'], [59_600, '1 min'], [22 * 60_000, '22 min'], [3_600_000, '1 h'], [75 * 60_000, '1 h 15 min']])('a length of %i ms is %s', (ms, words) => {
  expect(length(ms)).toBe(words);
});

it.each([[0, '0:00'], [4000, '0:04'], [724_000, '12:04'], [7_200_000, '2:00:00'], [-5, '0:00']])('a clock after %i ms says %s', (ms, words) => {
  expect(counter(ms)).toBe(words);
});

it('seconds left stay between nought and thirty', () => {
  expect([secondsLeft(99_000, 0), secondsLeft(17_400, 0), secondsLeft(0, 5000)]).toEqual([30, 18, 0]);
});
