import { fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { chromium, firefox, settings } from '../../fixtures/state';
import type { Settings } from '../ipc/bindings';
import { CallsOpenGroup } from './CallsOpenGroup';
import type { PageProps } from './parts';
import { pageProps } from './props.test-env';

const deeds = pageProps();
const there: PageProps['browsers'] = { installed: [chromium, firefox], default: 'Firefox' };
const show = (chosen: Partial<Settings> = {}, props: Partial<PageProps> = {}) =>
  render(<CallsOpenGroup {...deeds} settings={settings(chosen)} browsers={there} {...props} />);
const browser = () => screen.getByRole<HTMLSelectElement>('combobox', { name: 'Browser' });
const choices = () => within(browser()).getAllByRole('option').map((one) => one.textContent);
const choose = (value: string) => fireEvent.change(browser(), { target: { value } });

beforeEach(() => vi.clearAllMocks());

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
