import { fireEvent, render, screen } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { settings, today } from '../../fixtures/state';
import type { Settings } from '../ipc/bindings';
import { QuietGroup } from './QuietGroup';
import { minutesOf } from './quietHours';

const onChange = vi.fn();
const onDoNotDisturb = vi.fn();
const group = (change: Partial<Settings> = {}) => render(<QuietGroup settings={settings(change)} onChange={onChange} onDoNotDisturb={onDoNotDisturb} />);
const button = (name: string) => screen.getByRole('button', { name });

beforeEach(() => {
  onChange.mockReset();
  onDoNotDisturb.mockReset();
});

describe('do not disturb', () => {
  it.each([
    ['for 30 minutes', 'halfHour'],
    ['for 1 hour', 'hour'],
    ['until tomorrow morning', 'untilTomorrow'],
    ['until I turn it off', 'untilTurnedOff'],
  ])('is turned on %s', (words, span) => {
    group();
    fireEvent.click(button('Turn on…'));
    fireEvent.click(screen.getByRole('menuitem', { name: words }));
    expect(onDoNotDisturb.mock.calls).toEqual([[span]]);
    expect(screen.queryByRole('menu')).toBeNull();
  });

  it('says until when it is on, and is turned off', () => {
    const { container, rerender } = group({ doNotDisturb: { state: 'until', time: today('23:59') } });
    expect(container.textContent).toContain('On until 23:59.');
    fireEvent.click(button('Turn off'));
    expect(onDoNotDisturb.mock.calls).toEqual([[null]]);
    rerender(<QuietGroup settings={settings({ doNotDisturb: { state: 'on' } })} onChange={onChange} onDoNotDisturb={onDoNotDisturb} />);
    expect(container.textContent).toContain('On until you turn it off.');
  });
});

describe('quiet hours', () => {
  it.each<[Partial<Settings>, string]>([
    [{}, 'Monday to Friday, 19:00 – 07:30, and all weekend'],
    [{ quietWeekend: false }, 'Monday to Friday, 19:00 – 07:30'],
    [{ quietDays: [true, false, true, false, true, false, false], quietWeekend: false }, 'Mon, Wed, Fri, 19:00 – 07:30'],
    [{ quietDays: [false, false, false, false, false, false, false] }, 'All weekend'],
    [{ quietDays: [false, false, false, false, false, false, false], quietWeekend: false }, 'No days chosen'],
  ])('are told in words: %j', (change, words) => {
    group(change);
    expect(screen.getByText(words)).toBeTruthy();
  });

  it('are switched on, and each part of them is chosen', () => {
    group();
    fireEvent.click(screen.getByRole('switch', { name: 'Quiet hours' }));
    fireEvent.click(button('Edit quiet hours'));
    fireEvent.click(button('Friday'));
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '20:15' } });
    fireEvent.change(screen.getByLabelText('Until'), { target: { value: '06:00' } });
    fireEvent.click(screen.getByRole('checkbox', { name: 'All weekend' }));
    expect(onChange.mock.calls.map(([chosen]) => chosen)).toEqual([
      settings({ quietHours: true }),
      settings({ quietDays: [true, true, true, true, false, false, false] }),
      settings({ quietFrom: 20 * 60 + 15 }),
      settings({ quietUntil: 6 * 60 }),
      settings({ quietWeekend: false }),
    ]);
  });

  it('keep their time where what is written is none', () => {
    group();
    fireEvent.click(button('Edit quiet hours'));
    const from = screen.getByLabelText<HTMLInputElement>('From');
    fireEvent.change(from, { target: { value: '' } });
    expect(onChange).not.toHaveBeenCalled();
    expect(from.value).toBe('19:00');
    expect(['7:30', '24:00', '07:60', 'noon'].map(minutesOf)).toEqual([450, null, null, null]);
  });
});

it('lets favourites and second calls through, and is quiet for what fills the screen, or not', () => {
  group();
  fireEvent.click(screen.getByRole('switch', { name: 'Let favourites through' }));
  fireEvent.click(screen.getByRole('switch', { name: 'Let a second call through' }));
  fireEvent.click(screen.getByRole('switch', { name: 'Quiet while a program fills the screen' }));
  expect(onChange.mock.calls.map(([chosen]) => chosen)).toEqual([settings({ favouritesThrough: false }), settings({ secondCallThrough: true }), settings({ quietFullScreen: true })]);
});
