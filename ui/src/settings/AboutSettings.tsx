import { useEffect } from 'preact/hooks';

import type { Check } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { Logo } from '../kit/Logo';
import { t } from '../strings/strings';
import { VERSION } from '../version';
import { Act } from './Act';
import { findingWords, VERDICT_ICONS } from './findings';
import { Group, type PageProps } from './parts';

/** What this program is, and whether calls can reach its person: looked into while this is in sight. */
export function AboutSettings({ diagnosis, sound, onLookAtDiagnosis, onRingMe, onTestRing, onCopyReport, onShowLicences, onShowLogs }: PageProps) {
  useEffect(() => {
    onLookAtDiagnosis(true);
    return () => onLookAtDiagnosis(false);
  }, []);
  const testing = sound.testing && sound.testingOf === null;
  return (
    <>
      <div class="about"><Logo size={56} /><div class="about-name">Vconnct Desktop {VERSION}</div></div>
      <Group title={t('dg.reach')}>
        <ul class="checks">
          {diagnosis.checks.map((check, index) => (
            <Line key={index} check={check}>
              {check.finding.about === 'ringTone' && (
                <button type="button" class="btn btn-sm" onClick={() => onTestRing(null)}>{t(testing ? 'set.ringTestStop' : 'set.ringTest')}</button>
              )}
            </Line>
          ))}
        </ul>
        <div class="check-acts">
          <Act kind="btn btn-accent" icon="phone-in" label="dg.ringMe" disabled={diagnosis.trial} onClick={onRingMe} />
          <Act kind="btn btn-line" icon="copy" label="dg.copy" onClick={onCopyReport} />
          <Act kind="btn btn-line" label="dg.logs" onClick={onShowLogs} />
        </div>
        <p class="hint">{t('dg.copyS')}</p>
      </Group>
      <div class="about-links"><Act kind="link" label="dg.licences" onClick={onShowLicences} /></div>
    </>
  );
}

function Line({ check, children }: { check: Check; children: preact.ComponentChildren }) {
  const { about, found } = findingWords(check.finding);
  return (
    <li class={`check is-${check.verdict}`}>
      <Icon name={VERDICT_ICONS[check.verdict]} size={16} />
      <span class="sr">{t(`dg.verdict.${check.verdict}`)}</span>
      <span class="check-about">{about}</span>
      <span class="check-found">{found}</span>
      {children}
    </li>
  );
}
