import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { describeVerdict } from '../../analysis/verdict.ts';
import { defaultSeverities, type RuleId, ruleIds, type Severity } from '../../configuration/rule-ids.ts';
import type { Range } from '../check/line-map.ts';
import { type FileReport, type FindingReport, type FixReport, isUnknown } from '../check/report.ts';
import type { FormatContext, Formatter } from './format.ts';
import { rulePage } from './rule-page.ts';

const levels: Record<Exclude<Severity, 'off'>, 'error' | 'warning' | 'note'> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

const ROOT = 'ROOT';

/** SARIF 2.1.0, one run. Images whose verdict is unknown are notifications: a result would be a claim. */
export function createSarifFormatter({ cwd, docsDirectory, offline, version }: FormatContext): Formatter {
  const results: unknown[] = [];
  const notifications: unknown[] = [];
  const fingerprints = new Map<string, number>();
  return {
    file(report) {
      const artifactLocation = locationOf(report);
      for (const found of report.findings) {
        results.push(resultOf(found, artifactLocation, fingerprintOf(report, found, fingerprints)));
      }
      // Offline that would be every image.
      for (const { image, range } of offline ? [] : report.images) {
        if (!isUnknown(image) || image.reference.kind !== 'reference') continue;
        notifications.push({
          descriptor: { id: 'unknown' },
          level: 'note',
          message: {
            text: `${image.reference.text}: ${describeVerdict(image)}`,
          },
          locations: [{ physicalLocation: { artifactLocation, region: regionOf(range) } }],
        });
      }
      return '';
    },
    end() {
      const run = {
        tool: {
          driver: {
            name: 'ImageSeal',
            version,
            semanticVersion: version,
            rules: ruleIds.map((id) => ruleOf(id, docsDirectory)),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: {
          [ROOT]: { uri: `${pathToFileURL(cwd).href.replace(/\/$/, '')}/` },
        },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: notifications,
          },
        ],
        results,
      };
      const log = {
        $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
        version: '2.1.0',
        runs: [run],
      };
      return `${JSON.stringify(log, undefined, 2)}\n`;
    },
  };
}

interface ArtifactLocation {
  readonly uri: string;
  readonly uriBaseId?: string;
}

function ruleOf(id: RuleId, docsDirectory: string): unknown {
  const { title, summary, markdown } = rulePage(id, docsDirectory);
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: summary },
    help: { text: summary, ...(markdown !== undefined && { markdown }) },
    defaultConfiguration: { level: levels[defaultSeverities[id]] },
  };
}

function resultOf(
  { finding, range, fix }: FindingReport,
  artifactLocation: ArtifactLocation,
  fingerprint: string,
): unknown {
  const { rule, severity, message, image } = finding;
  return {
    ruleId: rule,
    ruleIndex: ruleIds.indexOf(rule),
    level: levels[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: { artifactLocation, region: regionOf(range) },
        ...(image && { logicalLocations: [logicalLocationOf(image.field)] }),
      },
    ],
    partialFingerprints: { 'imagesealFinding/v1': fingerprint },
    ...(fix && { fixes: [fixOf(fix, artifactLocation)] }),
  };
}

function fixOf({ title, edits }: FixReport, artifactLocation: ArtifactLocation): unknown {
  const replacements = edits.map(({ newText, ...range }) => ({
    deletedRegion: regionOf(range),
    ...(newText !== '' && { insertedContent: { text: newText } }),
  }));
  return {
    description: { text: title },
    artifactChanges: [{ artifactLocation, replacements }],
  };
}

function regionOf({ line, column, endLine, endColumn }: Range): unknown {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function logicalLocationOf({
  resource,
  path,
}: {
  resource: { kind: string; name?: string; namespace?: string };
  path: string;
}): unknown {
  const { kind, name, namespace } = resource;
  const object = [kind, namespace, name].filter(Boolean).join('/');
  return {
    fullyQualifiedName: object === '' ? path : `${object}: ${path}`,
    name: path,
    kind: 'member',
  };
}

function locationOf({ path, absolutePath }: FileReport): ArtifactLocation {
  if (absolutePath !== undefined && path === absolutePath.replaceAll('\\', '/'))
    return { uri: pathToFileURL(absolutePath).href };
  return {
    uri: path.split('/').map(encodeURIComponent).join('/'),
    uriBaseId: ROOT,
  };
}

/** The same finding after the file was edited elsewhere, or the tag changed: what it is about, not where it stands. */
function fingerprintOf({ path }: FileReport, { finding }: FindingReport, seen: Map<string, number>): string {
  const { rule, image } = finding;
  const { resource } = image?.field ?? {};
  const about = [rule, path, resource?.kind, resource?.namespace, resource?.name, image?.field.path];
  const key = JSON.stringify(about.map((part) => part ?? ''));
  const before = seen.get(key) ?? 0;
  seen.set(key, before + 1);
  return createHash('sha256').update(`${key}${before}`).digest('hex').slice(0, 32);
}
