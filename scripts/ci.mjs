// What `.ci/run` does: the README's test command, then every other check, each installing what it needs. A suite that
// fails does not stop the others; the last line counts over all of them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, toolEnvironment } from './lib/bootstrap.mjs';

const reports = join(root, 'artifacts', 'ci');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

/** Suites write vitest's JSON report, whose tests are counted; any other check counts as one. */
const steps = [
  { name: 'test', command: ['npm', 'test', '--'], suite: true },
  { name: 'lint', command: ['npm', 'run', 'lint'] },
  { name: 'types', command: ['npm', 'run', 'typecheck'] },
  { name: 'unused code', command: ['npm', 'run', 'knip'] },
  { name: 'build', command: ['npm', 'run', 'build'] },
  { name: 'package', command: ['npm', 'run', 'package'] },
  { name: 'size budget', command: ['npm', 'run', 'size'] },
  { name: 'start', command: ['npm', 'start'] },
  { name: 'registries', command: ['npm', 'run', 'test:registry', '--'], suite: true },
  { name: 'interop', command: ['npm', 'run', 'test:interop', '--'], suite: true },
  { name: 'editors', command: ['npm', 'run', 'test:editor', '--'], suite: true },
];

let passed = 0;
let failed = 0;
/** What failed, said again at the end: of a long log often only that is kept. */
const failures = [];
for (const { name, command, suite } of steps) {
  const report = join(reports, `${name.replaceAll(' ', '-')}.json`);
  const args = suite ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : [];
  console.log(`\n=== ${name}: ${command.join(' ')}`);
  const started = Date.now();
  const [program, ...rest] = command;
  const result = spawnSync(program, [...rest, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: toolEnvironment(),
  });
  const counts = suite ? countTests(report) : undefined;
  const good = result.status === 0;
  passed += counts ? counts.passed : good ? 1 : 0;
  // A suite that ended badly without a failing test (it could not start, say) is a failure of its own.
  failed += counts ? counts.failed + (good || counts.failed > 0 ? 0 : 1) : good ? 0 : 1;
  failures.push(...(counts?.failures ?? []));
  if (!good && !counts?.failures.length) {
    failures.push(`${name}: ended with ${result.status ?? result.signal}`);
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(
    `=== ${name}: ${good ? 'ok' : 'FAILED'} in ${seconds} s${counts ? ` (${counts.passed} passed, ${counts.failed} failed)` : ''}`,
  );
}
for (const failure of failures) {
  console.log(`\nFAILED ${failure}`);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

function countTests(report) {
  try {
    const { numPassedTests, numFailedTests, numTotalTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    // A skipped check is never reported green.
    const other = numTotalTests - numPassedTests - numFailedTests;
    return {
      passed: numPassedTests,
      failed: numFailedTests + other,
      failures: testResults.flatMap(failuresIn),
    };
  } catch {
    return { passed: 0, failed: 1, failures: [] };
  }
}

/** A file that could not be loaded has a message of its own and no tests. */
function failuresIn({ name, status, message, assertionResults }) {
  const file = relative(root, name);
  const notPassed = assertionResults.filter((test) => test.status !== 'passed');
  if (notPassed.length === 0 && status === 'failed') {
    return [`${file}: ${message.slice(0, 2_000)}`];
  }
  return notPassed.map((test) => {
    const why = test.failureMessages?.[0]?.slice(0, 2_000) ?? test.status;
    return `${file}: ${test.fullName}\n${why}`;
  });
}
