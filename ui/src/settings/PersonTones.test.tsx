import { fireEvent, render, screen, within } from '@testing-library/preact';
import { useState } from 'preact/hooks';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { HQ, nordwerk, NORDWERK, rooms, session, settings, workspace } from '../../fixtures/state';
import type { PersonTone, Settings, Sound } from '../ipc/bindings';
import { PersonTones } from './PersonTones';
import { pageProps } from './props.test-env';

const kept = vi.fn<(tones: Settings['personTones']) => void>();
const onTestRing = vi.fn();

interface Shown {
  tones?: Settings['personTones'];
  sound?: Partial<Sound>;
  change?: Partial<Settings>;
  houses?: boolean;
}

/** The group with an agent behind it that keeps what it is told. */
function Kept({ tones = {}, sound = {}, change = {}, houses = false }: Shown) {
  const [now, setNow] = useState<Settings>(settings({ personTones: tones, ...change }));
  const props = { ...pageProps(), rooms, onTestRing, sound: { outputs: [], testing: false, testingOf: null, ...sound } };
  return (
    <PersonTones
      {...props}
      session={session({ workspaces: houses ? [workspace(), nordwerk] : [workspace()] })}
      settings={now}
      onChange={(next) => { kept(next.personTones); setNow(next); }}
    />
  );
}
const show = (shown: Shown = {}) => render(<Kept {...shown} />);
const at = (tones: Record<string, PersonTone>): Settings['personTones'] => ({ [HQ]: tones });
const lamp = (name: string): PersonTone => ({ name, tone: 'lamp' });
const two = at({ jonas: lamp('Jonas Weber'), chidi: { name: 'Chidi Okafor', tone: null } });
const names = () => within(screen.getByRole('list', { name: 'Tones for single people' })).getAllByRole('listitem').map((row) => row.querySelector('.grow')?.textContent);
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });
const tone = (name: string) => screen.getByRole<HTMLSelectElement>('combobox', { name: `Tone of ${name}` });
const field = () => screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search the people you write with' });
const type = (text: string) => fireEvent.input(field(), { target: { value: text } });
const results = () => Array.from(document.querySelectorAll('.person-found .ell')).map((one) => one.textContent);
const focused = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent;

beforeEach(() => vi.clearAllMocks());

describe('a tone of one\'s own', () => {
  it('is drawn for each person by name, silence among them', () => {
    show({ tones: two });
    expect(names()).toEqual(['Chidi Okafor', 'Jonas Weber']);
    expect([tone('Jonas Weber').value, tone('Chidi Okafor').value]).toEqual(['lamp', 'silent']);
    expect(within(tone('Jonas Weber')).getAllByRole('option').map((one) => one.textContent)).toEqual(['Brook', 'Wood', 'Lamp', 'Bell', 'Classic', 'Silent']);
  });

  it('is changed, and made silent', () => {
    show({ tones: at({ jonas: lamp('Jonas Weber') }) });
    fireEvent.change(tone('Jonas Weber'), { target: { value: 'bell' } });
    fireEvent.change(tone('Jonas Weber'), { target: { value: 'silent' } });
    expect(kept.mock.calls).toEqual([[at({ jonas: { name: 'Jonas Weber', tone: 'bell' } })], [at({ jonas: { name: 'Jonas Weber', tone: null } })]]);
  });

  it('may be the person\'s own file', () => {
    show({ tones: two, change: { ringFile: 'cuckoo.mp3' } });
    expect(within(tone('Jonas Weber')).getByRole('option', { name: 'cuckoo.mp3' })).toBeTruthy();
  });

  it('is tested alone, and only where there is something to hear', () => {
    const { unmount } = show({ tones: two });
    expect(button('Test the tone of Chidi Okafor').disabled).toBe(true);
    fireEvent.click(button('Test the tone of Jonas Weber'));
    expect(onTestRing.mock.calls).toEqual([[{ workspace: HQ, roomId: 'jonas' }]]);
    unmount();
    show({ tones: two, sound: { testing: true, testingOf: { workspace: HQ, roomId: 'jonas' } } });
    expect(button('Stop the tone of Jonas Weber')).toBeTruthy();
    expect(button('Test the tone of Chidi Okafor')).toBeTruthy();
  });

  it('is taken away, and the focus stays among the others', () => {
    show({ tones: two });
    fireEvent.click(button('Remove the tone of Chidi Okafor'));
    expect([kept.mock.lastCall, focused()]).toEqual([[at({ jonas: lamp('Jonas Weber') })], 'Remove the tone of Jonas Weber']);
    fireEvent.click(button('Remove the tone of Jonas Weber'));
    expect([kept.mock.lastCall, focused()]).toEqual([[at({})], 'Add a person']);
  });

  it('stays with somebody whose conversation is hidden', () => {
    show({ tones: at({ hidden: lamp('Yara') }) });
    expect(names()).toEqual(['Yara']);
  });

  it('says of which workspace somebody is, where there are several', () => {
    show({ houses: true, tones: { ...two, [NORDWERK]: { n1: lamp('Jonas Weber') } } });
    expect(names()).toEqual(['Chidi OkaforVconnct HQ', 'Jonas WeberVconnct HQ', 'Jonas WeberNordwerk']);
  });

  it('is for a hundred people at most', () => {
    show({ tones: at(Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`r${n}`, lamp(`Person ${n}`)]))) });
    expect(button('Add a person').disabled).toBe(true);
    expect(screen.getByText('100 people at most.')).toBeTruthy();
  });
});

describe('somebody new', () => {
  it('is found among the conversations of two, whoever has no tone yet', () => {
    show({ tones: at({ jonas: lamp('Jonas Weber') }) });
    fireEvent.click(button('Add a person'));
    expect(focused()).toBe('Search the people you write with');
    expect(results()).toEqual(['Amélie Fournier', 'Chidi Okafor', 'Sofia Marino', 'Lukas Brandt']);
    type('amelie');
    expect(results()).toEqual(['Amélie Fournier']);
    type('jonas');
    expect(screen.getByText('Nothing found for “jonas”')).toBeTruthy();
  });

  it('is taken by Enter, with a tone that others do not have, and it can be changed at once', () => {
    show({ tones: two });
    fireEvent.click(button('Add a person'));
    type('lu');
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(kept.mock.lastCall![0][HQ]!.lukas).toEqual({ name: 'Lukas Brandt', tone: 'wood' });
    expect(focused()).toBe('Tone of Lukas Brandt');
  });

  it('is taken by the arrows or a press', () => {
    show();
    fireEvent.click(button('Add a person'));
    fireEvent.keyDown(field(), { key: 'ArrowDown' });
    fireEvent.keyDown(document.activeElement!, { key: 'ArrowDown' });
    expect(focused()).toContain('Jonas Weber');
    fireEvent.click(document.activeElement!);
    expect(Object.keys(kept.mock.lastCall![0][HQ]!)).toEqual(['jonas']);
  });

  it('is left by Esc, which leaves nothing else', () => {
    show();
    fireEvent.click(button('Add a person'));
    expect(fireEvent.keyDown(field(), { key: 'Escape' })).toBe(false);
    expect([focused(), kept.mock.calls.length]).toEqual(['Add a person', 0]);
  });
});
