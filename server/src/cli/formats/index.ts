import type { CheckOptions } from '../check/options.ts';
import type { FormatContext, Formatter } from './format.ts';

type CreateFormatter = (context: FormatContext) => Formatter;

/** The table of formats. Each is loaded only when it is asked for. */
const formatters: Record<CheckOptions['format'], () => Promise<CreateFormatter>> = {
  text: async () => (await import('./text.ts')).createTextFormatter,
  json: async () => (await import('./json.ts')).createJsonFormatter,
  sarif: async () => (await import('./sarif.ts')).createSarifFormatter,
  github: async () => (await import('./github.ts')).createGithubFormatter,
};

export async function createFormatter(
  format: CheckOptions['format'],
  context: FormatContext,
): Promise<Formatter> {
  return (await formatters[format]())(context);
}
