import './frozen';
import { core } from '#core';
import { render } from 'preact';

import './styles';
import { MainWindow } from './MainWindow';
import { start } from './start';

start(core);
render(<MainWindow core={core} />, document.body);
