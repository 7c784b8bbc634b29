import { fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { chromium, firefox, session, settings } from '../../fixtures/state';
import type { Settings } from '../ipc/bindings';
import { CallsOpenGroup } from './CallsOpenGroup';
import type { PageProps } from './parts';
import { pageProps } from './props.test-env';

const deeds = pageProps();
const there: PageProps['browsers'] = { installed: [chromium, firefox], default: 'Firefox' };
const show = (chosen: Partial<Settings> = {}, props: Partial<PageProps> = {}) =>
  render(<CallsOpenGroup {...deeds} settings={settings(chosen)} browsers={there} {...props} />);
const able = { session: session({ callsInWindow: true }) };
const places = () => within(screen.getByRole('radiogroup', { name: 'Calls open' })).getAllByRole('radio');
const place = (index: number) => places()[index]!;
const browser = () => screen.getByRole<HTMLSelectElement>('combobox', { name: 'Browser' });
const choices = () => within(browser()).getAllByRole('option').map((one) => one.textContent);
const choose = (value: string) => fireEvent.change(browser(), { target: { value } });

beforeEach(() => vi.clearAllMocks());

describe('what calls open in', () => {
  it('is the browser, or a window where the web view can hold a call', () => {
    show({ callsOpen: 'window' }, able);
    expect(places().map((one) => one.getAttribute('aria-checked'))).toEqual(['false', 'true']);
    fireEvent.click(place(0));
    expect(deeds.onChange.mock.calls).toEqual([[settings({ callsOpen: 'browser' })]]);
  });

  it('is chosen', () => {
    show({}, able);
    expect(place(1).textContent).toContain('Closing it leaves the call.');
    fireEvent.click(place(1));
    expect(deeds.onChange.mock.calls).toEqual([[settings({ callsOpen: 'window' })]]);
  });

  it.each([[false], [null]])('is the browser where the web view cannot, whatever was chosen, and why is said (%s)', (callsInWindow) => {
    show({ callsOpen: 'window' }, { session: session({ callsInWindow }) });
    expect(places().map((one) => one.getAttribute('aria-checked'))).toEqual(['true', 'false']);
    expect(place(1).getAttribute('aria-disabled')).toBe('true');
    expect(place(1).textContent).toContain("Not available here: this system's web view has no camera support.");
    fireEvent.click(place(1));
    expect(deeds.onChange).not.toHaveBeenCalled();
  });
});

describe('the browser', () => {
  it('is the system\'s, by its name, or one of those installed', () => {
    show();
    expect(choices()).toEqual(['System default (Firefox)', 'Chromium', 'Firefox']);
    expect(browser().value).toBe('');
    choose(chromium.id);
    expect(deeds.onChange.mock.calls).toEqual([[settings({ browser: chromium })]]);
  });

  it('is the system\'s again', () => {
    show({ browser: chromium });
    expect(browser().value).toBe(chromium.id);
    choose('');
    expect(deeds.onChange.mock.calls).toEqual([[settings({ browser: null })]]);
  });

  it('that is gone is told of, with what opens calls instead', () => {
    show({ browser: { id: 'sea', name: 'Sea' } });
    expect(choices()).toEqual(['System default (Firefox)', 'Chromium', 'Firefox', 'Sea (not installed)']);
    expect(browser().value).toBe('sea');
    expect(screen.getByText('Sea is not installed any more. Calls open in the system default.')).toBeTruthy();
  });

  it('is not taken for gone before anybody has looked', () => {
    show({ browser: chromium }, { browsers: { installed: null, default: null } });
    expect(choices()).toEqual(['System default', 'Chromium']);
    expect(browser().value).toBe(chromium.id);
    expect(screen.queryByText(/not installed/)).toBeNull();
  });

  it('is asked for only in sight', async () => {
    const onLookAtBrowsers = vi.fn();
    const { unmount } = show({}, { onLookAtBrowsers });
    await waitFor(() => expect(onLookAtBrowsers.mock.calls).toEqual([[true]]));
    unmount();
    await waitFor(() => expect(onLookAtBrowsers.mock.calls).toEqual([[true], [false]]));
  });
});
