import { useEffect, useId, useRef, useState } from 'preact/hooks';

import { errorWords } from '../errors';
import type { ActionError, KeyChoice, KeysFound, Place, Settings, Shortcut } from '../ipc/bindings';
import { chordName, keyNames, keyOf } from '../keys';
import { announce } from '../kit/Announcer';
import { t } from '../strings/strings';
import { KeyField } from './KeyField';
import { SHORTCUT_TITLES } from './shortcutTitles';
import { useShown } from './shown';

interface Props {
  shortcut: Shortcut;
  settings: Settings;
  /** Keys work everywhere now. */
  everywhere: boolean;
  /** Where the desktop decides which keys work everywhere: how it calls them. */
  triggers: KeysFound['triggers'];
  /** The next keys that are pressed in this row are its keys. */
  changing: boolean;
  onChanging: (changing: boolean) => void;
  /** Tells what is to be said against it, if anything. */
  onChooseKey: (place: Place, choice: KeyChoice) => Promise<ActionError | null>;
}

/** What a key does, and which it is in our windows and everywhere. */
export function ShortcutRow({ shortcut, settings, everywhere, triggers, changing, onChanging, onChooseKey }: Props) {
  const title = t(SHORTCUT_TITLES[shortcut]);
  const { place, lit } = useShown<HTMLTableRowElement>(title);
  const change = useRef<HTMLButtonElement>(null);
  const [refused, setRefused] = useState<ActionError | null>(null);
  const wordsId = useId();
  useEffect(() => {
    setRefused(null);
    if (changing) place.current?.querySelector<HTMLElement>('.key-field')?.focus();
  }, [changing]);

  const leave = () => {
    onChanging(false);
    change.current?.focus();
  };
  const choose = async (where: Place, choice: KeyChoice) => {
    const error = await onChooseKey(where, choice);
    setRefused(error);
    if (error) return announce({ text: errorWords(error), urgent: true });
    const chord = choice.type === 'chord' ? choice.chord : '';
    announce({ text: t('keys.changed', { action: title, key: chord === '' ? t('keys.notSet') : chordName(chord) }), urgent: false });
    leave();
  };
  const toUsual = async () => {
    for (const where of PLACES) {
      const error = settings.keys[shortcut]?.[where] == null ? null : await onChooseKey(where, { type: 'usual' });
      if (error) return setRefused(error);
    }
    leave();
  };

  const cell = (where: Place) => {
    const chord = keyOf(settings, shortcut, where);
    const foreign = where === 'everywhere' && triggers !== null && chord !== null;
    if (!changing || chord === null || foreign) {
      return foreign && everywhere ? <Trigger words={triggers?.[shortcut]} /> : <Keys chord={chord} never={shortcut === 'callHere'} off={where === 'everywhere' && !everywhere} />;
    }
    const key = chord === '' ? t('keys.notSet') : chordName(chord);
    return (
      <KeyField
        label={t(where === 'here' ? 'keys.fieldHere' : 'keys.fieldEverywhere', { action: title, key })}
        describedBy={wordsId}
        chord={chord}
        onChoose={(choice) => void choose(where, choice)}
        onLeave={leave}
      />
    );
  };
  const decided = triggers !== null && keyOf(settings, shortcut, 'everywhere') !== null;
  const possible = keyOf(settings, shortcut, 'here') !== null;
  return (
    <tr
      ref={place}
      class={`${changing ? 'is-changing' : ''}${lit}`}
      onFocusOut={(event) => { if (changing && event.relatedTarget !== null && !event.currentTarget.contains(event.relatedTarget as Node)) onChanging(false); }}
    >
      <th scope="row">
        {title}
        {changing && (
          <div id={wordsId} class={refused ? 'keys-words is-refused' : 'keys-words'}>
            {refused ? errorWords(refused) : [...(possible || !decided ? [t('keys.press')] : []), ...(decided ? [t('keys.desktop')] : [])].join(' ')}
          </div>
        )}
        {changing && settings.keys[shortcut] !== undefined && <button type="button" class="btn btn-sm btn-line" onClick={() => void toUsual()}>{t('keys.usual')}</button>}
      </th>
      <td>{cell('here')}</td>
      <td>{cell('everywhere')}</td>
      <td class="shortcuts-change">
        <button ref={change} type="button" class="btn btn-sm btn-ghost" aria-label={changing ? undefined : t('keys.changeOf', { action: title })} onClick={() => (changing ? leave() : onChanging(true))}>
          {t(changing ? 'call.cancel' : 'keys.change')}
        </button>
      </td>
    </tr>
  );
}

/** The keys of one place; `off`: they would work if they were switched on. */
function Keys({ chord, never, off }: { chord: string | null; never: boolean; off: boolean }) {
  if (chord === null) return <span class="not-available">{never ? t('keys.notPossible') : '–'}</span>;
  if (chord === '') return <span class="not-available">{t('keys.notSet')}</span>;
  return <span class={off ? 'keys is-off' : 'keys'}>{keyNames(chord).map((name) => <kbd key={name}>{name}</kbd>)}</span>;
}

/** As the desktop writes it. */
function Trigger({ words }: { words: string | undefined }) {
  return words ? <span class="keys"><kbd>{words}</kbd></span> : <span class="not-available">{t('keys.notSet')}</span>;
}

const PLACES: Place[] = ['here', 'everywhere'];
