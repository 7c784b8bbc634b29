import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { errorWords } from '../errors';
import type { ActionError, Devices, OpenRoom, OutgoingCall, Provider } from '../ipc/bindings';
import { actionError } from '../ipc/core';
import { copy } from '../kit/clipboard';
import { useReturnFocus } from '../kit/focus';
import { Icon } from '../kit/Icon';
import { firstName } from '../kit/people';
import { t } from '../strings/strings';
import { CloseButton } from './Card';
import { obstacleOf } from './obstacle';
import { devicesOf, type Switches } from './Toggles';

export interface PreflightProps {
  room: OpenRoom;
  roomName: string;
  workspaceName: string;
  provider: Provider;
  online: boolean;
  outgoing: OutgoingCall | null;
  /** Starts the call; rejects with why it could not. */
  onStart: (devices: Devices | null, title: string | null) => Promise<void>;
  onGoToCall: () => void;
  /** Opens the workspace's settings of providers; nothing for those who may not change them. */
  onAdminister?: (() => void) | undefined;
  onClose: () => void;
}

/** What is asked before a call: a pop-over under the phone, with what the provider offers. */
export function Preflight(props: PreflightProps) {
  const { room, roomName, workspaceName, provider, online, outgoing, onGoToCall, onAdminister, onClose } = props;
  const obstacle = obstacleOf(room, provider, outgoing);
  const box = useReturnFocus<HTMLElement>();
  useCloseFromOutside(box, onClose);

  if (obstacle === 'noRight') {
    return (
      <Popover box={box} title={t('pf.noRight')} onClose={onClose}>
        <p class="pop-text">{t('pf.noRightS')}</p>
        <button type="button" class="btn btn-lg btn-line btn-block" data-autofocus onClick={onClose}>{t('close')}</button>
      </Popover>
    );
  }
  if (obstacle === 'noProvider') {
    return (
      <Popover box={box} title={t('pf.noProvider')} onClose={onClose}>
        <p class="pop-text">{onAdminister ? t('pf.noProviderAdmin') : t('pf.noProviderS', { ws: workspaceName })}</p>
        {onAdminister
          ? <button type="button" class="btn btn-lg btn-accent btn-block" data-autofocus onClick={onAdminister}><Icon name="open" size={18} />{t('pf.openAdmin')}</button>
          : <CopyNote workspace={workspaceName} />}
      </Popover>
    );
  }
  const person = room.room.person;
  const direct = room.room.kind === 'direct' && person !== null;
  const title = direct ? t('call.callName', { name: person.name })
    : t(room.room.kind === 'directSeveral' ? 'call.callPeople' : 'call.callRoom', { room: roomName });
  const via = provider.state === 'ready' ? t('pf.via', { provider: provider.name }) : '';
  if (obstacle === 'busy' && outgoing) {
    return (
      <Popover box={box} title={title} via={via} onClose={onClose}>
        <Note icon="phone-out" tone="wait" words={t('pf.busy', { name: outgoing.callee.name })} />
        <div class="pop-pair">
          <button type="button" class="btn btn-lg btn-line grow" data-autofocus onClick={onGoToCall}>{t('pf.goToCall')}</button>
          <button type="button" class="btn btn-lg btn-live grow" disabled><Icon name="phone-fill" size={18} />{t('call.call')}</button>
        </div>
      </Popover>
    );
  }
  return (
    <Popover box={box} title={title} via={via} onClose={onClose}>
      <Start {...props} direct={direct} online={online} />
    </Popover>
  );
}

/** The switches, the name, the warnings and the green button. */
function Start({ room, roomName, provider, online, direct, onStart }: PreflightProps & { direct: boolean }) {
  const [switches, setSwitches] = useState<Switches>(() => offered(provider));
  const [title, setTitle] = useState('');
  const [starting, setStarting] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  useEffect(() => setSwitches((kept) => ({ ...offered(provider), ...chosen(kept, provider) })), [JSON.stringify(provider)]);

  const start = async () => {
    if (starting || !online) return;
    setStarting(true);
    setError(null);
    try {
      await onStart(devicesOf(switches), title.trim() || null);
    } catch (reason) {
      setError(actionError(reason));
      setStarting(false);
    }
  };
  const warning = direct ? personWarning(room) : null;
  const takesName = !direct && provider.state === 'ready' && provider.title;
  const label = error ? t('pf.tryAgain') : !direct ? t('pf.startCall') : t(warning ? 'call.anyway' : 'call.call');
  return (
    <form onSubmit={(event) => { event.preventDefault(); void start(); }}>
      {takesName && (
        <label class="pop-name">
          <span class="lbl">{t('pf.name')} <span class="optional">{t('pf.optional')}</span></span>
          <span class="field"><input value={title} maxLength={255} placeholder={room.room.name} onInput={(event) => setTitle(event.currentTarget.value)} /></span>
        </label>
      )}
      <SwitchTiles switches={switches} onChange={setSwitches} />
      {provider.state === 'ready' && switches.mic === null && switches.cam === null && <Note icon="info" words={t('pf.notOffered', { provider: provider.name })} />}
      {!direct && <Note icon="people" words={room.room.kind === 'channel' || room.room.kind === 'group' ? t('pf.roomNote', { room: roomName }) : t('pf.hereNote')} />}
      {warning && <Note icon={warning.icon} tone="wait" words={warning.words} />}
      {!online && <Note icon="cloud-off" tone="wait" words={t('pf.noNet')} />}
      {error && <Note icon="warning" tone="stop" words={t('pf.failed', { reason: errorWords(error) })} />}
      <button type="submit" class="btn btn-lg btn-live btn-block" data-autofocus disabled={!online} aria-busy={starting}>
        {starting ? <Icon name="refresh" size={18} /> : <Icon name="phone-fill" size={18} />}
        {starting ? t('out.starting') : label}
      </button>
    </form>
  );
}

/** A warning, never a wall. */
function personWarning({ room: { person } }: OpenRoom) {
  if (!person) return null;
  const name = firstName(person);
  if (person.presence === 'offline') return { icon: 'warning', words: t('pf.offline', { name }) };
  if (person.presence !== 'busy') return null;
  const text = person.statusText;
  return { icon: 'info', words: text ? t('pf.busyThem', { name, text }) : t('pf.busyThemPlain', { name }) };
}

/** The switches of a provider, as last chosen. */
function offered(provider: Provider): Switches {
  if (provider.state !== 'ready') return { mic: null, cam: null };
  return { mic: provider.mic ? provider.devices.mic : null, cam: provider.cam ? provider.devices.cam : null };
}

/** What was switched already and is still offered. */
function chosen({ mic, cam }: Switches, provider: Provider): Partial<Switches> {
  if (provider.state !== 'ready') return {};
  return { ...(mic !== null && provider.mic ? { mic } : {}), ...(cam !== null && provider.cam ? { cam } : {}) };
}

function SwitchTiles({ switches: { mic, cam }, onChange }: { switches: Switches; onChange: (switches: Switches) => void }) {
  const offeredTiles = Number(mic !== null) + Number(cam !== null);
  if (offeredTiles === 0) return null;
  return (
    <div class={offeredTiles === 1 ? 'pf is-one' : 'pf'}>
      {mic !== null && <SwitchTile icon="mic" name={t('pf.mic')} on={mic} onChange={(on) => onChange({ mic: on, cam })} />}
      {cam !== null && <SwitchTile icon="camera" name={t('pf.cam')} on={cam} onChange={(on) => onChange({ mic, cam: on })} />}
    </div>
  );
}

function SwitchTile({ icon, name, on, onChange }: { icon: string; name: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <button type="button" class="pft" role="switch" aria-checked={on} aria-label={name} onClick={() => onChange(!on)}>
      <Icon name={on ? icon : `${icon}-off`} size={20} />
      <span><b>{name}</b><span class="s">{t(on ? 'pf.on' : 'pf.off')}</span></span>
    </button>
  );
}

function CopyNote({ workspace }: { workspace: string }) {
  const [copied, setCopied] = useState(false);
  const press = async () => setCopied(await copy(t('pf.adminNote', { ws: workspace })));
  return (
    <button type="button" class="btn btn-lg btn-line btn-block" data-autofocus onClick={press}>
      <Icon name={copied ? 'check' : 'copy'} size={18} />
      {t(copied ? 'copied' : 'pf.copyForAdmin')}
    </button>
  );
}

function Note({ icon, words, tone = '' }: { icon: string; words: string; tone?: '' | 'stop' | 'wait' }) {
  return <div class={`note pop-note ${tone}`} role="status"><Icon name={icon} size={18} /><span>{words}</span></div>;
}

interface PopoverProps {
  box: { current: HTMLElement | null };
  title: string;
  via?: string;
  onClose: () => void;
  children: ComponentChildren;
}

function Popover({ box, title, via, onClose, children }: PopoverProps) {
  useEffect(() => box.current?.querySelector<HTMLElement>('[data-autofocus]:not([disabled])')?.focus(), []);
  return (
    <section ref={box} class="pop pop-call" role="dialog" aria-modal="false" aria-label={via ? `${title}, ${via}` : title}>
      <span class="pop-tip" />
      <div class="pop-head"><h2 class="ell">{title}</h2>{via && <div class="via">{via}</div>}</div>
      {children}
      <CloseButton label={t('close')} onClick={onClose} />
    </section>
  );
}

/** Esc and a press outside close it. */
function useCloseFromOutside(box: { current: HTMLElement | null }, onClose: () => void) {
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const press = (event: PointerEvent) => {
      const target = event.target as Element | null;
      if (!box.current?.contains(target) && !target?.closest('.ib-call, .callstack')) close.current();
    };
    document.addEventListener('pointerdown', press);
    return () => document.removeEventListener('pointerdown', press);
  }, []);
}
