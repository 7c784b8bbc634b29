import './frozen';
import { core, frame } from '#core';
import { render } from 'preact';

import './styles';
import { CallWindow } from './CallWindow';
import { start } from './start';

start(core);
render(<CallWindow core={core} frame={frame} />, document.body);
