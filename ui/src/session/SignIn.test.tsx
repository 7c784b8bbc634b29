import { act, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { SignIn } from './SignIn';

const on = { onSignInWithToken: vi.fn<(url: string, userId: string, token: string) => Promise<void>>(), onCheck: vi.fn<(url: string) => Promise<void>>(), onSignIn: vi.fn<(url: string, user: string, password: string, code: string | null) => Promise<void>>() };
const show = (url?: string) => render(<SignIn url={url} {...on} />);
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
  on.onCheck.mockReset().mockResolvedValue();
  on.onSignIn.mockReset().mockResolvedValue();
  on.onSignInWithToken.mockReset().mockResolvedValue();
});

describe('signing in', () => {
  it('asks for the address, then who one is', async () => {
    await toPassword();
    expect(on.onCheck.mock.calls).toEqual([['chat.vconnct.example']]);
    expect(screen.getByText('chat.vconnct.example')).toBeTruthy();
    await press('Sign in');
    expect(on.onSignIn.mock.calls).toEqual([['chat.vconnct.example', 'mara', 'secret', null]]);
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
  const named = (...allowed: string[]) => render(<SignIn allowed={allowed} {...on} />);

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
