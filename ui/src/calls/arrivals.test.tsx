import { act, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { chidi, hana, jonas, mara, priya } from '../../fixtures/people';
import { joined, noCalls } from '../../fixtures/state';
import type { Person } from '../ipc/bindings';
import { Announcer } from '../kit/Announcer';
import { calls } from '../state';
import { useArrivals } from './arrivals';

function Page() {
  useArrivals();
  return <Announcer />;
}

const are = (...people: Person[]) => act(() => { calls.value = { ...noCalls, joined: joined({ people }) }; });
const said = () => screen.getByRole('status').textContent;
const pass = (ms: number) => act(() => { vi.advanceTimersByTime(ms); });

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

it('says who came last, and nobody more for ten seconds', async () => {
  render(<Page />);
  await are(mara, priya);
  expect(said()).toBe('');
  await are(mara, priya, hana);
  expect(said()).toBe('Hana joined, 3 in the call');
  await pass(2_000);
  await are(mara, priya, hana, jonas);
  await are(mara, priya, hana, jonas, chidi);
  expect(said()).toBe('Hana joined, 3 in the call');
  await pass(8_000);
  expect(said()).toBe('Chidi joined, 5 in the call');
});
