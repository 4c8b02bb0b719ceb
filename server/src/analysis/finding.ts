import type { RuleId, Severity } from '../configuration/rule-ids.ts';
import type { ParsedReference } from '../image/reference.ts';
import type { ImageField } from '../manifest/image-field.ts';
import type { Span } from '../manifest/text-span.ts';
import type { Verdict } from '../signature/report.ts';
import type { Evidence } from './evidence.ts';

/** One image of a file with everything known about it now. */
export interface AnalyzedImage {
  readonly field: ImageField;
  readonly reference: ParsedReference;
  readonly evidence: Evidence;
  readonly verdict: Verdict;
}

/** One thing to tell the user. Spans count from the start of the file. */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: Exclude<Severity, 'off'>;
  readonly span: Span;
  readonly message: string;
  /** The image it is about; findings about comments have none. */
  readonly image?: AnalyzedImage;
}

/** What a rule says of one image; the analyzer adds severity, place and suppression. */
export interface Problem {
  readonly message: string;
  /** `name`: under the registry and repository; `version`: under the tag or digest; a span: inside the reference's text. */
  readonly at: 'name' | 'version' | 'whole' | Span;
}
