// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders are what is tested
import { describe, expect, it } from 'vitest';
import { parseImageReference } from '../../server/src/image/parse-reference.ts';

describe('templated references', () => {
  it.each([
    ['{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}', 'Helm'],
    ['{{- include "app.image" . }}', 'Helm'],
    ['registry.example/{{ .Values.name }}', 'Helm'],
    ['{{inputs.parameters.image}}', 'Argo'],
    ['{{=workflow.parameters.image}}', 'Argo'],
    ['{{ image_name }}:{{ image_tag }}', 'Jinja'],
    ['app:{% if x %}1{% endif %}', 'Jinja'],
    ['{{ .Image }}', 'Go template'],
    ['{{ env "IMAGE" }}', 'Go template'],
    ['$(params.image)', 'Tekton'],
    ['$(tasks.build.results.IMAGE_URL)@$(tasks.build.results.IMAGE_DIGEST)', 'Tekton'],
    ['$(IMAGE)', '$(…)'],
    ['${IMAGE}', 'envsubst'],
    ['nginx:${TAG:-1.27}', 'envsubst'],
    ['$REGISTRY/app:1', 'envsubst'],
    ['${{ github.repository }}:1', 'GitHub Actions'],
    ['ko://github.com/acme/app/cmd/server', 'ko'],
    ['<image>', '<…>'],
    ['registry.example/<your image>:<tag>', '<…>'],
    ['app:#{BuildNumber}#', '#{…}#'],
    ['{image}:1', '{…}'],
    ['%IMAGE%', '%…%'],
    ['@@IMAGE@@', '@…@'],
    ['app:@project.version@', '@…@'],
    ['((image)):1', '((…))'],
    ['[[ .image ]]', '[[…]]'],
    ['__IMAGE__', '__…__'],
    ['ghcr.io/acme/__APP__:1', '__…__'],
    ['__REGISTRY__/app:1', '__…__'],
  ])('%s is for %s', (text, by) => {
    expect(parseImageReference(text)).toEqual({ kind: 'templated', text, by });
  });

  it.each(['nginx:__TAG__', 'acme/a__b:1', '[::1]:5000/app', 'acme/app:1.0_x'])(
    '%s is meant literally',
    (text) => {
      expect(parseImageReference(text).kind).toBe('reference');
    },
  );

  it.each(['a$', 'nginx:1.27$', 'app:{', 'app:50%', '[::1]'])('%s is a mistake, not a template', (text) => {
    expect(parseImageReference(text).kind).toBe('invalid');
  });
});
