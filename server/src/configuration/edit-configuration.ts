import { endOfLine, insert, lineEnd } from '../manifest/line-edits.ts';
import type { TextEdit } from '../manifest/text-span.ts';
import { applyEdits } from '../manifest/text-span.ts';
import { find, indentOf, isAlias, isFlow } from './edit-yaml.ts';
import { parseConfigurationFile } from './parse-configuration.ts';
import type { RuleId, Severity } from './rule-ids.ts';
import type { SettingNode } from './setting-node.ts';
import { treeFromYaml } from './yaml-tree.ts';

/**
 * The edits of a `.imageseal.yaml` after which `rule` has this severity for the whole workspace; comments and
 * formatting stay. None when it has it already, `undefined` when the file is too broken to be edited safely.
 */
export function setRuleSeverity(text: string, rule: RuleId, severity: Severity): TextEdit[] | undefined {
  const { root, problems } = treeFromYaml(text);
  if (problems.length > 0 || /^\.\.\.(?:\s|$)/m.test(text)) return undefined;
  const edit = editFor(text, root, rule, severity);
  if (edit === undefined) return undefined;
  // Whatever the shape of the file was: what is offered must do what it says.
  const result = parseConfigurationFile(applyEdits(text, [edit]));
  if (result.settings.rules?.[rule] !== severity) return undefined;
  return text.slice(edit.span.start, edit.span.end) === edit.newText ? [] : [edit];
}

function editFor(
  text: string,
  root: SettingNode | undefined,
  rule: RuleId,
  severity: Severity,
): TextEdit | undefined {
  const eol = lineEnd(text);
  const entry = `${rule}: ${severity}`;
  if (root !== undefined && root.type !== 'map') return undefined;
  if (root !== undefined && isFlow(text, root) && !find(root, 'rules')) {
    return insert(root.span.start + 1, ` rules: { ${entry} }${root.entries.length > 0 ? ',' : ' '}`);
  }
  const rules = root && find(root, 'rules');
  if (root === undefined || rules === undefined) {
    const indent = root ? indentOf(text, root.entries[0]) : '';
    if (indent === undefined) return undefined;
    const before = text === '' || text.endsWith('\n') ? '' : eol;
    return insert(text.length, `${before}${indent}rules:${eol}${indent}  ${entry}${eol}`);
  }

  const { value } = rules;
  if (value.type === 'list') return undefined;
  if (value.type === 'scalar') {
    if (value.value !== null) return undefined;
    if (value.span.end > value.span.start) return { span: value.span, newText: `{ ${entry} }` };
    const indent = indentOf(text, rules);
    if (indent === undefined) return undefined;
    return insert(endOfLine(text, rules.keySpan.end), `${eol}${indent}  ${entry}`);
  }
  const existing = find(value, rule);
  if (existing) {
    const { span } = existing.value;
    if (span.end > span.start) return { span, newText: severity };
    const colon = text.indexOf(':', existing.keySpan.end);
    return colon < 0 ? undefined : insert(colon + 1, ` ${severity}`);
  }
  if (isAlias(text, value)) return undefined;
  if (isFlow(text, value)) {
    return insert(value.span.start + 1, ` ${entry}${value.entries.length > 0 ? ',' : ' '}`);
  }
  const [first] = value.entries;
  const indent = indentOf(text, first);
  return first && indent !== undefined ? insert(first.keySpan.start, `${entry}${eol}${indent}`) : undefined;
}
