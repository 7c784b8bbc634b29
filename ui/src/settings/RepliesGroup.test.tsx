import { fireEvent, render, screen, within } from '@testing-library/preact';
import { useState } from 'preact/hooks';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { settings } from '../../fixtures/state';
import type { Settings } from '../ipc/bindings';
import { language } from '../strings/strings';
import { RepliesGroup } from './RepliesGroup';

const kept = vi.fn<(replies: string[] | null) => void>();

/** The group with an agent behind it that keeps what it is told. */
function Kept({ first }: { first: string[] | null }) {
  const [now, setNow] = useState<Settings>(settings({ replies: first }));
  return <RepliesGroup settings={now} onChange={(next) => { kept(next.replies); setNow(next); }} />;
}
const show = (replies: string[] | null = ['One', 'Two', 'Three']) => render(<Kept first={replies} />);
const rows = () => within(screen.getByRole('list', { name: 'Replies for Decline' })).queryAllByRole('listitem').map((row) => row.textContent);
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });
const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Reply' });
const write = (words: string) => fireEvent.input(field(), { target: { value: words } });
/** The focus goes from the field to this. */
const goes = (to: HTMLElement) => fireEvent(field(), new FocusEvent('focusout', { bubbles: true, relatedTarget: to }));
const focused = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent;

beforeEach(() => kept.mockReset());

describe('the sentences to decline with', () => {
  it('are the prepared ones, in the language of the window, until they are changed', () => {
    const { unmount } = show(null);
    expect(rows()).toEqual(["I'll call you back in 10 minutes.", 'In a meeting – can you write to me?', "Can't talk right now.", 'On my way.']);
    expect(screen.queryByRole('button', { name: 'Back to the prepared ones' })).toBeNull();
    unmount();
    language.value = 'de';
    render(<Kept first={null} />);
    expect(screen.getByText('Bin unterwegs.')).toBeTruthy();
  });

  it('become the person\'s own with the first change, and the prepared ones again if wanted', () => {
    show(null);
    fireEvent.click(button('Remove “On my way.”'));
    expect(kept.mock.calls[0]![0]).toHaveLength(3);
    fireEvent.click(button('Back to the prepared ones'));
    expect(kept.mock.lastCall).toEqual([null]);
    expect(rows()).toHaveLength(4);
  });

  it('are written anew', () => {
    show();
    fireEvent.click(button('Edit “Two”'));
    expect([focused(), field().value, field().maxLength]).toEqual(['Reply', 'Two', 200]);
    write('  Deux ');
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(kept.mock.calls).toEqual([[['One', 'Deux', 'Three']]]);
    expect(focused()).toBe('Edit “Deux”');
  });

  it('are left as they were by Esc, which leaves nothing else', () => {
    show();
    fireEvent.click(button('Edit “Two”'));
    write('Deux');
    expect(fireEvent.keyDown(field(), { key: 'Escape' })).toBe(false);
    expect([rows(), kept.mock.calls, focused()]).toEqual([['One', 'Two', 'Three'], [], 'Edit “Two”']);
  });

  it('are left as they were where nothing is written', () => {
    show();
    fireEvent.click(button('Edit “Two”'));
    write(' ');
    fireEvent.click(button('Save'));
    expect([rows(), kept.mock.calls]).toEqual([['One', 'Two', 'Three'], []]);
  });

  it('are kept when one goes on elsewhere, and not when one gives up', () => {
    show();
    fireEvent.click(button('Edit “One”'));
    write('Un');
    goes(button('Cancel'));
    expect(kept).not.toHaveBeenCalled();
    fireEvent.click(button('Cancel'));
    fireEvent.click(button('Edit “One”'));
    write('Un');
    goes(button('Add a reply'));
    expect(kept.mock.calls).toEqual([[['Un', 'Two', 'Three']]]);
  });

  it('are added to', () => {
    show();
    fireEvent.click(button('Add a reply'));
    write('Four');
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(rows()).toEqual(['One', 'Two', 'Three', 'Four']);
    expect(focused()).toBe('Edit “Four”');
    fireEvent.click(button('Add a reply'));
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect([kept.mock.calls.length, focused()]).toEqual([1, 'Add a reply']);
  });

  it('are ten at most', () => {
    show(Array.from({ length: 9 }, (_, index) => `Reply ${index}`));
    fireEvent.click(button('Add a reply'));
    write('The tenth');
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(button('Add a reply').disabled).toBe(true);
    expect(screen.getByText('10 replies at most.')).toBeTruthy();
  });

  it('are taken away one by one, and the focus stays among them', () => {
    show();
    fireEvent.click(button('Remove “One”'));
    expect(focused()).toBe('Remove “Two”');
    fireEvent.click(button('Remove “Three”'));
    expect(focused()).toBe('Remove “Two”');
    fireEvent.click(button('Remove “Two”'));
    expect([rows(), focused()]).toEqual([[], 'Add a reply']);
  });
});

describe('their order', () => {
  const arrow = (name: string, key: string) => fireEvent.keyDown(button(`Move “${name}”`), { key });

  it('is changed by the arrow keys, and the focus goes along', () => {
    show();
    button('Move “One”').focus();
    arrow('One', 'ArrowDown');
    expect([rows(), focused()]).toEqual([['Two', 'One', 'Three'], 'Move “One”']);
    arrow('One', 'ArrowDown');
    arrow('One', 'ArrowDown');
    expect([rows(), focused()]).toEqual([['Two', 'Three', 'One'], 'Move “One”']);
    arrow('One', 'ArrowUp');
    expect(kept.mock.calls).toEqual([[['Two', 'One', 'Three']], [['Two', 'Three', 'One']], [['Two', 'One', 'Three']]]);
  });

  /** Rows are 40 high, one below the other. */
  const laidOut = () => {
    screen.getAllByRole('listitem').forEach((row, index) => {
      row.getBoundingClientRect = () => ({ top: index * 40, bottom: (index + 1) * 40 }) as DOMRect;
    });
  };
  const pointer = (type: string, clientY: number, more: object = {}) => new MouseEvent(type, { bubbles: true, button: 0, clientY, ...more });

  it('is changed by dragging a handle, and shown while it is dragged', () => {
    show();
    laidOut();
    const handle = button('Move “One”');
    fireEvent(handle, pointer('pointerdown', 10));
    fireEvent(handle, pointer('pointermove', 50));
    expect(rows()).toEqual(['Two', 'One', 'Three']);
    fireEvent(handle, pointer('pointermove', 500));
    expect([rows(), kept.mock.calls]).toEqual([['Two', 'Three', 'One'], []]);
    fireEvent(handle, pointer('pointerup', 500));
    expect([rows(), kept.mock.calls]).toEqual([['Two', 'Three', 'One'], [[['Two', 'Three', 'One']]]]);
    fireEvent(handle, pointer('pointermove', 10));
    expect(rows()).toEqual(['Two', 'Three', 'One']);
  });

  it.each<[string, (handle: HTMLElement) => void]>([
    ['Esc', () => fireEvent.keyDown(document.body, { key: 'Escape' })],
    ['the system', (handle) => fireEvent(handle, pointer('pointercancel', 50))],
    ['letting go where it was', (handle) => { fireEvent(handle, pointer('pointermove', 10)); fireEvent(handle, pointer('pointerup', 10)); }],
  ])('stays as it was when dragging is ended by %s', (_, end) => {
    show();
    laidOut();
    const handle = button('Move “One”');
    fireEvent(handle, pointer('pointerdown', 10));
    fireEvent(handle, pointer('pointermove', 50));
    end(handle);
    expect([rows(), kept.mock.calls]).toEqual([['One', 'Two', 'Three'], []]);
  });

  it('is not changed by another button of the mouse', () => {
    show();
    laidOut();
    const handle = button('Move “One”');
    fireEvent(handle, pointer('pointerdown', 10, { button: 2 }));
    fireEvent(handle, pointer('pointermove', 50));
    expect(rows()).toEqual(['One', 'Two', 'Three']);
  });
});
