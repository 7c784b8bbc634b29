/** All style sheets, in the order they build on each other. */
import './kit/tokens.css';
import './kit/components.css';
import './kit/base.css';
import './rooms/rooms.css';
import './calls/calls.css';
import './session/session.css';
import './settings/settings.css';
