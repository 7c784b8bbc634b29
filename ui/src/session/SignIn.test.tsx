import { act, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { InBrowser, WorkspaceAtDoor } from '../ipc/bindings';
import { SignIn } from './SignIn';

type Call<A extends string[]> = (...asked: A) => Promise<void>;

const on = {
  onCheck: vi.fn<Call<[url: string]>>(),
  onSignIn: vi.fn<(url: string, user: string, password: string, code: string | null) => Promise<void>>(),
  onSignInWithToken: vi.fn<Call<[url: string, userId: string, token: string]>>(),
  onSignInInBrowser: vi.fn<Call<[service: string]>>(),
  onGiveCode: vi.fn<Call<[code: string]>>(),
  onMailCode: vi.fn<Call<[url: string, user: string]>>(),
  onResetPassword: vi.fn<Call<[url: string, email: string]>>(),
  onCancel: vi.fn<() => void>(),
};
const NOBODY = { workspace: null, inBrowser: { state: 'no' } } as const;
const show = (url?: string) => render(<SignIn url={url} door={NOBODY} {...on} />);
const company = { name: 'company', label: 'Company login' };
const hq = (change: Partial<WorkspaceAtDoor> = {}): WorkspaceAtDoor => ({ id: 'https://chat.vconnct.example', name: 'Vconnct HQ', services: [], password: true, resetsPasswords: false, calls: true, complete: true, ...change });
/** The page of a workspace that has been looked for, and that the agent tells more of later. */
const atDoor = async (change: Partial<WorkspaceAtDoor>, inBrowser: InBrowser = { state: 'no' }) => {
  const page = (how: InBrowser) => <SignIn url="https://chat.vconnct.example" door={{ workspace: hq(change), inBrowser: how }} {...on} />;
  const { rerender } = render(page(inBrowser));
  await act(async () => {});
  return (how: InBrowser) => rerender(page(how));
};
const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const type = (name: string, value: string) => fireEvent.input(field(name), { target: { value } });
const press = async (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }));
  await act(async () => {});
};
const toPassword = async () => {
  show();
  type('Workspace address', ' chat.vconnct.example ');
  await press('Continue');
  type('E-mail or username', 'mara');
  type('Password', 'secret');
};

beforeEach(() => {
  Object.values(on).forEach((asked) => asked.mockReset().mockResolvedValue(undefined));
});

describe('signing in', () => {
  it('asks for the address, then who one is', async () => {
    await toPassword();
    expect(on.onCheck.mock.calls).toEqual([['chat.vconnct.example']]);
    expect(screen.getByText('chat.vconnct.example')).toBeTruthy();
    await press('Sign in');
    expect(on.onSignIn.mock.calls).toEqual([['chat.vconnct.example', 'mara', 'secret', null]]);
  });

  it('looks at the address while it is being typed, and not again when one goes on', async () => {
    vi.useFakeTimers();
    try {
      show();
      type('Workspace address', 'chat');
      act(() => void vi.advanceTimersByTime(1000));
      expect(on.onCheck).not.toHaveBeenCalled();
      type('Workspace address', 'chat.vconnct.ex');
      act(() => void vi.advanceTimersByTime(500));
      type('Workspace address', 'chat.vconnct.example');
      act(() => void vi.advanceTimersByTime(600));
      expect(on.onCheck.mock.calls).toEqual([['chat.vconnct.example']]);
      await press('Continue');
      expect(on.onCheck).toHaveBeenCalledOnce();
      expect(field('Password')).toBeTruthy();
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not hold against an address that it did not answer before one went on', async () => {
    vi.useFakeTimers();
    try {
      on.onCheck.mockRejectedValueOnce({ code: 'offline' });
      show();
      type('Workspace address', 'chat.vconnct.example');
      await act(async () => void vi.advanceTimersByTime(600));
      expect(screen.queryByRole('alert')).toBeNull();
      await press('Continue');
      expect(on.onCheck).toHaveBeenCalledTimes(2);
      expect(field('Password')).toBeTruthy();
    } finally {
      vi.useRealTimers();
    }
  });

  it('looks once more at an address where nothing answered', async () => {
    on.onCheck.mockRejectedValueOnce({ code: 'offline' });
    show();
    type('Workspace address', 'chat.vconnct.example');
    await press('Continue');
    await press('Continue');
    expect(on.onCheck).toHaveBeenCalledTimes(2);
    expect(field('Password')).toBeTruthy();
  });

  it('asks nothing twice while it waits', async () => {
    on.onCheck.mockReturnValue(new Promise(() => {}));
    show();
    type('Workspace address', 'x.example');
    await press('Continue');
    fireEvent.submit(field('Workspace address').form!);
    expect(on.onCheck).toHaveBeenCalledOnce();
    expect(screen.getByRole('button', { name: 'One moment…' })).toBeTruthy();
  });

  it.each([
    [{ code: 'notAWorkspace', url: 'x' }, 'No workspace answers at this address. Check the spelling, or ask whether you need a VPN.'],
    [{ code: 'offline' }, 'No workspace answers at this address. Check the spelling, or ask whether you need a VPN.'],
    [{ code: 'badCertificate', host: 'x.example' }, "This computer doesn't trust the certificate of x.example. Ask your company for its own."],
  ])('says what is wrong with the address: %j', async (error, words) => {
    on.onCheck.mockRejectedValue(error);
    show();
    type('Workspace address', 'x.example');
    await press('Continue');
    expect(screen.getByRole('alert').textContent).toBe(words);
    expect(field('Workspace address').value).toBe('x.example');
  });

  it.each([
    [{ code: 'wrongPassword' }, "That password doesn't match this user."],
    [{ code: 'wait', seconds: 30 }, 'Too many tries. Wait 30 seconds.'],
    [{ code: 'refused', message: 'deactivated' }, 'The workspace said: deactivated'],
    [{ code: 'notAllowed', reason: 'x' }, "The workspace doesn't allow that here."],
    [{ code: 'systemLacks', what: 'a key store' }, "That doesn't work on this computer: a key store."],
  ])('keeps the name and says what is wrong: %j', async (error, words) => {
    on.onSignIn.mockRejectedValue(error);
    await toPassword();
    await press('Sign in');
    expect(screen.getByRole('alert').textContent).toBe(words);
    expect(field('E-mail or username').value).toBe('mara');
    expect(field('Password').getAttribute('aria-invalid')).toBe('true');
  });

  it('asks for a code where the workspace wants one; the sixth digit signs in', async () => {
    on.onSignIn.mockRejectedValueOnce({ code: 'codeNeeded', method: 'totp' });
    await toPassword();
    await press('Sign in');
    type('Six-digit code', '48 19x37');
    await act(async () => {});
    expect(on.onSignIn.mock.calls[1]).toEqual(['chat.vconnct.example', 'mara', 'secret', '481937']);
  });

  it.each([{ code: 'wrongPassword' }, { code: 'codeNeeded', method: 'totp' }])('says that a code is wrong and takes the next one: %j', async (error) => {
    on.onSignIn.mockRejectedValueOnce({ code: 'codeNeeded', method: 'totp' }).mockRejectedValueOnce(error);
    await toPassword();
    await press('Sign in');
    type('Six-digit code', '481937');
    await waitFor(() => expect(screen.queryByRole('alert')).not.toBeNull());
    expect(screen.getByRole('alert').textContent).toBe('That code has expired or is wrong. Try the next one.');
    expect(field('Six-digit code').value).toBe('');
  });

  it('takes a token and the ID it belongs to, as they were pasted, in place of a password', async () => {
    await toPassword();
    await press('Use an access token instead');
    type('User ID', ' maraId ');
    type('Access token', 'abc\t');
    expect(field('Access token').type).toBe('password');
    on.onSignInWithToken.mockRejectedValueOnce({ code: 'wrongPassword' });
    await press('Sign in');
    expect(screen.getByRole('alert').textContent).toBe("That token doesn't match this user ID.");
    await press('Sign in');
    expect(on.onSignInWithToken.mock.calls).toEqual([['chat.vconnct.example', 'maraId', 'abc'], ['chat.vconnct.example', 'maraId', 'abc']]);
    await press('Use a password instead');
    expect(field('Password').value).toBe('secret');
  });

  it.each([['a name', 'E-mail or username', []], ['an ID', 'User ID', ['Use an access token instead']]])('leaves the focus where %s is being typed', async (_, name, before) => {
    show('https://chat.vconnct.example');
    for (const link of before) await press(link);
    expect(document.activeElement).toBe(field(name));
    await act(async () => { type(name, 'm'); });
    expect(document.activeElement).toBe(field(name));
  });

  it('puts the focus into the password that was refused, and selects it', async () => {
    on.onSignIn.mockRejectedValue({ code: 'wrongPassword' });
    await toPassword();
    await press('Sign in');
    expect(document.activeElement).toBe(field('Password'));
    expect([field('Password').selectionStart, field('Password').selectionEnd]).toEqual([0, 'secret'.length]);
  });

  it('shows the password when asked', async () => {
    await toPassword();
    await press('Show password');
    expect(field('Password').type).toBe('text');
  });

  it('knows the address of a session that ended, and leads back to change it', async () => {
    show('https://chat.vconnct.example');
    expect(screen.getByText('chat.vconnct.example')).toBeTruthy();
    await press('Change');
    expect(field('Workspace address').value).toBe('https://chat.vconnct.example');
  });
});

describe('where the company names the workspaces', () => {
  const named = (...allowed: string[]) => render(<SignIn allowed={allowed} door={NOBODY} {...on} />);

  it('a single address stands there already and stays as it is', async () => {
    named('https://chat.vconnct.example');
    expect(field('Workspace address').value).toBe('chat.vconnct.example');
    expect(field('Workspace address').readOnly).toBe(true);
    expect(screen.getByText('Your company chose this address.')).toBeTruthy();
    await press('Continue');
    expect(on.onCheck.mock.calls).toEqual([['chat.vconnct.example']]);
    expect(screen.queryByRole('button', { name: 'Change' })).toBeNull();
  });

  it('the first of several stands there and another may be typed', async () => {
    named('https://chat.vconnct.example', 'https://talk.nordwerk.example');
    expect(field('Workspace address').value).toBe('chat.vconnct.example');
    type('Workspace address', 'talk.nordwerk.example');
    await press('Continue');
    expect(on.onCheck.mock.calls).toEqual([['talk.nordwerk.example']]);
    expect(screen.getByRole('button', { name: 'Change' })).toBeTruthy();
  });

  it('another is refused with the names of those', async () => {
    on.onCheck.mockRejectedValue({ code: 'otherWorkspace', allowed: ['https://chat.vconnct.example', 'https://talk.nordwerk.example'] });
    named('https://chat.vconnct.example', 'https://talk.nordwerk.example');
    type('Workspace address', 'x.example');
    await press('Continue');
    expect(screen.getByRole('alert').textContent).toBe('Your company lets you sign in to these workspaces only: chat.vconnct.example and talk.nordwerk.example.');
  });
});

describe('a workspace that was looked for', () => {
  it('says its name, and its address below', async () => {
    await atDoor({});
    expect(screen.getByText('Vconnct HQ')).toBeTruthy();
    expect(screen.getByText('chat.vconnct.example')).toBeTruthy();
  });

  it('offers a password alone where it has nothing else', async () => {
    await atDoor({});
    expect(screen.queryByText('or')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Forgot your password?' })).toBeNull();
    expect(screen.queryByText(/no conference provider/)).toBeNull();
  });

  it('asks for no password where it takes none', async () => {
    await atDoor({ services: [company], password: false });
    expect(screen.queryByLabelText('Password')).toBeNull();
    expect(screen.getByRole('button', { name: 'Continue with Company login' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Use an access token instead' })).toBeTruthy();
  });

  it('puts the focus on its first way in where it takes no password', async () => {
    await atDoor({ services: [company], password: false });
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Continue with Company login' }));
  });

  it('is still asked how people sign in while an office may not ask more often', async () => {
    await atDoor({ complete: false });
    expect(screen.getByRole('status').textContent).toBe('Asking how people sign in here…');
  });

  it('says beforehand that it has no calls', async () => {
    await atDoor({ calls: false });
    expect(screen.getByRole('status').textContent).toMatch(/^This workspace has no conference provider\./);
  });

  it('mails a way to a new password, and does not say whether it knows the address', async () => {
    await atDoor({ resetsPasswords: true });
    type('E-mail or username', 'mara@vconnct.example');
    await press('Forgot your password?');
    expect(field('E-mail address').value).toBe('mara@vconnct.example');
    on.onResetPassword.mockRejectedValueOnce({ code: 'offline' });
    await press('Send e-mail');
    expect(screen.getByRole('alert')).toBeTruthy();
    await press('Send e-mail');
    expect(on.onResetPassword.mock.calls[1]).toEqual(['https://chat.vconnct.example', 'mara@vconnct.example']);
    expect(screen.getByText('If this workspace knows mara@vconnct.example, a message is on its way.')).toBeTruthy();
    await press('Back');
    expect(field('E-mail or username').value).toBe('mara@vconnct.example');
  });
});

describe('a code that the workspace wants', () => {
  const wanted = async (method: string) => {
    await atDoor({});
    type('E-mail or username', 'mara');
    type('Password', 'secret');
    on.onSignIn.mockRejectedValueOnce({ code: 'codeNeeded', method });
    await press('Sign in');
  };

  it('that was mailed is mailed once more', async () => {
    await wanted('email');
    expect(screen.getByText('Type the six digits we sent you by e-mail.')).toBeTruthy();
    await press('Send the code again');
    expect(on.onMailCode.mock.calls).toEqual([['https://chat.vconnct.example', 'mara']]);
    expect(screen.queryByRole('button', { name: 'Use a backup code' })).toBeNull();
  });

  it('of an app is asked for by the name of the workspace, and no mailed one is offered, which it would not take', async () => {
    await wanted('totp');
    expect(screen.getByText('Open your authenticator app and type the six digits for Vconnct HQ.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Send the code again' })).toBeNull();
  });

  it('may be one of the backup codes, which are no six digits', async () => {
    await wanted('totp');
    await press('Use a backup code');
    on.onSignIn.mockRejectedValueOnce({ code: 'codeNeeded', method: 'totp' });
    type('Backup code', ' 1a2b3c4d ');
    await press('Sign in');
    expect(on.onSignIn.mock.calls[1]).toEqual(['https://chat.vconnct.example', 'mara', 'secret', '1a2b3c4d']);
    expect(screen.getByRole('alert').textContent).toBe('That code is wrong, or was used before.');
    await press("Use the app's six digits");
    expect(field('Six-digit code')).toBeTruthy();
  });
});

describe('signing in in the browser', () => {
  const waiting = { state: 'waiting', service: company } as const;

  it('begins with a press, and waits for the browser to come back', async () => {
    const tell = await atDoor({ services: [company] });
    await press('Continue with Company login');
    expect(on.onSignInInBrowser.mock.calls).toEqual([['company']]);
    tell(waiting);
    expect(screen.getByRole('heading', { name: 'Continue in your browser' })).toBeTruthy();
    expect(screen.getByText('Sign in with Company login there. This window goes on by itself.')).toBeTruthy();
    await press('Open the browser again');
    expect(on.onSignInInBrowser).toHaveBeenCalledTimes(2);
  });

  it('says why the browser did not come up, and goes on waiting', async () => {
    const tell = await atDoor({ services: [company] });
    on.onSignInInBrowser.mockRejectedValue({ code: 'systemLacks', what: 'a browser' });
    await press('Continue with Company login');
    tell(waiting);
    expect(screen.getByRole('alert').textContent).toBe("That doesn't work on this computer: a browser.");
    await press('Open the browser again');
    expect(screen.getByRole('alert').textContent).toBe("That doesn't work on this computer: a browser.");
  });

  it('is given up by going back, or for a token', async () => {
    const tell = await atDoor({ services: [company] }, waiting);
    await press('Back');
    expect(on.onCancel).toHaveBeenCalledOnce();
    await press('Use an access token instead');
    expect(on.onCancel).toHaveBeenCalledTimes(2);
    tell({ state: 'no' });
    expect(field('Access token')).toBeTruthy();
  });

  it('cannot be begun again while the workspace is asked, and keeps the focus', async () => {
    const tell = await atDoor({ services: [company] }, waiting);
    tell({ state: 'returned', service: company });
    await press('Open the browser again');
    expect(on.onSignInInBrowser).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Open the browser again' }));
  });

  it('may need a code besides, as often as it takes', async () => {
    const tell = await atDoor({ services: [company] }, { state: 'code', service: company, method: 'email', wrong: false });
    expect(screen.queryByRole('button', { name: 'Send the code again' })).toBeNull();
    on.onGiveCode.mockRejectedValueOnce({ code: 'wrongPassword' });
    type('Six-digit code', '123456');
    await act(async () => {});
    expect(on.onGiveCode.mock.calls).toEqual([['123456']]);
    tell({ state: 'code', service: company, method: 'email', wrong: true });
    expect(screen.getByRole('alert').textContent).toBe('That code has expired or is wrong. Try the next one.');
    expect(field('Six-digit code').value).toBe('');
    await press('Back');
    expect(on.onCancel).toHaveBeenCalledOnce();
  });

  it('of another workspace does not stand in the way of this one', async () => {
    render(<SignIn url="https://talk.nordwerk.example" door={{ workspace: hq({ services: [company] }), inBrowser: waiting }} {...on} />);
    await act(async () => {});
    expect(on.onCheck.mock.calls).toEqual([['https://talk.nordwerk.example']]);
  });

  it('is given up by leaving the page', async () => {
    render(<SignIn door={{ workspace: hq({ services: [company] }), inBrowser: waiting }} onBack={() => {}} {...on} />);
    fireEvent.click(screen.getAllByRole('button', { name: 'Back' })[0]!);
    expect(on.onCancel).toHaveBeenCalledOnce();
  });

  it.each([
    [{ code: 'wrongPassword' } as const, "The workspace didn't take that sign-in. Try once more."],
    [{ code: 'refused', message: 'access denied' } as const, 'The workspace said: access denied'],
  ])('that came to nothing says why, beside the ways in: %j', async (error, words) => {
    const tell = await atDoor({ services: [company] }, waiting);
    tell({ state: 'failed', error });
    expect(screen.getByRole('alert').textContent).toBe(words);
    expect(screen.getByRole('button', { name: 'Continue with Company login' })).toBeTruthy();
  });

  it('is still waited for in a window that was opened anew', () => {
    render(<SignIn door={{ workspace: hq({ services: [company] }), inBrowser: waiting }} {...on} />);
    expect(screen.getByRole('heading', { name: 'Continue in your browser' })).toBeTruthy();
    expect(on.onCheck).not.toHaveBeenCalled();
  });
});
