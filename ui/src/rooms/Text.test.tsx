import { fireEvent, render, screen } from '@testing-library/preact';
import { describe, expect, it, vi } from 'vitest';

import { Text } from './Text';

const open = vi.fn();
const draw = (text: string, mentions: string[] = []) => {
  const names: Record<string, string> = { chidi: 'Chidi Okafor' };
  return render(<Text text={text} mentions={mentions} nameOf={(username) => names[username]} onOpenLink={open} />).container.innerHTML;
};

describe('what somebody wrote', () => {
  it.each([
    ['*bold* and **bold**', '<p class="para"><strong>bold</strong> and <strong>bold</strong></p>'],
    ['_italic_ and __italic__', '<p class="para"><em>italic</em> and <em>italic</em></p>'],
    ['~gone~ and ~~gone~~', '<p class="para"><s>gone</s> and <s>gone</s></p>'],
    ['*bold _and italic_*', '<p class="para"><strong>bold <em>and italic</em></strong></p>'],
    ['run `a*b*c` now', '<p class="para">run <code>a*b*c</code> now</p>'],
    ['snake_case_name and 2*3*4', '<p class="para">snake_case_name and 2*3*4</p>'],
    ['a * not bold * b', '<p class="para">a * not bold * b</p>'],
    ['one\ntwo', '<p class="para">one<br>two</p>'],
    ['```js\nlet a = *1*;\n```', '<pre class="fence"><code>let a = *1*;</code></pre>'],
    ['```never closed', '<p class="para">```never closed</p>'],
    ['> said *so*\n> twice\nanswer', '<blockquote class="said"><p class="para">said <strong>so</strong><br>twice</p></blockquote><p class="para">answer</p>'],
    ['- one\n- two', '<ul class="items"><li>one</li><li>two</li></ul>'],
    ['3. three\n4. four', '<ol class="items is-ordered" start="3"><li>three</li><li>four</li></ol>'],
    ['at 10:30:15', '<p class="para">at 10:30:15</p>'],
    [':nothing_like_this:', '<p class="para">:nothing_like_this:</p>'],
  ])('%j', (text, html) => {
    expect(draw(text)).toBe(html);
  });

  it('draws emoji with their names', () => {
    draw('Done :tada:');
    expect(screen.getByRole('img', { name: 'tada' }).textContent).toBe('🎉');
  });

  it('marks only the people whom the workspace recognised', () => {
    expect(draw('@chidi and @nobody, mail a@chidi', ['chidi'])).toBe('<p class="para"><span class="m">@Chidi Okafor</span> and @nobody, mail a@chidi</p>');
  });
});

describe('a link', () => {
  it.each([
    ['https://example.com/a_b_c?d=*e', 'https://example.com/a_b_c?d=*e'],
    ['see https://example.com/x.', 'https://example.com/x'],
    ['(https://example.com/a_(b))', 'https://example.com/a_(b)'],
    ['[the wiki](https://wiki.example/page)', 'https://wiki.example/page'],
    ['<https://wiki.example/page|the wiki>', 'https://wiki.example/page'],
    ['mailto:mara@example.com', 'mailto:mara@example.com'],
  ])('in %j is opened by the core, never by the page', (text, url) => {
    open.mockClear();
    draw(text);
    const event = new MouseEvent('click', { bubbles: true, cancelable: true });
    fireEvent(screen.getByRole('link'), event);
    expect(open.mock.calls).toEqual([[url]]);
    expect(event.defaultPrevented).toBe(true);
  });

  it.each([
    '[click](javascript:alert(1))',
    '[click](JaVaScRiPt:alert(1))',
    '[click](data:text/html,hi)',
    '[click](file:///etc/passwd)',
    '[click](vbscript:x)',
    '<javascript:alert(1)|click>',
    'javascript:alert(1)',
  ])('of another kind stays text: %s', (text) => {
    const html = draw(text);
    expect(screen.queryByRole('link')).toBeNull();
    expect(html).not.toContain('href');
  });
});

describe('HTML in a message', () => {
  it.each(['<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '<b>*x*</b>', '`<img src=x>`', '```\n<svg onload=alert(1)>\n```', '> <iframe src=//x>', '[<img src=x>](https://example.com)'])('is text: %s', (text) => {
    const { container } = render(<Text text={text} mentions={[]} nameOf={() => undefined} onOpenLink={open} />);
    expect(container.querySelector('img, script, b, svg, iframe')).toBeNull();
    expect(container.textContent).toContain('<');
  });
});

it('survives whatever is thrown at it', () => {
  for (const text of ['*'.repeat(5000), '_*~`'.repeat(2000), '>'.repeat(2000), '['.repeat(3000), ':a'.repeat(3000), '@'.repeat(3000), '\n'.repeat(3000), 'https://'.repeat(500)]) {
    expect(() => draw(text)).not.toThrow();
  }
});
