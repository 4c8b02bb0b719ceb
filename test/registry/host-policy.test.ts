import { describe, expect, it } from 'vitest';
import {
  checkHost,
  isBlockedAddress,
  isLoopbackAddress,
  isLoopbackHost,
  isPrivateAddress,
  schemeOf,
  splitHost,
} from '../../server/src/registry/host-policy.ts';

describe('hosts that may be asked', () => {
  it.each([
    ['registry-1.docker.io', 'registry-1.docker.io', ''],
    ['ghcr.io', 'ghcr.io', ''],
    ['registry.corp.example:5000', 'registry.corp.example', '5000'],
    ['localhost:5000', 'localhost', '5000'],
    ['registry:5000', 'registry', '5000'],
    ['LOCALDOMAIN', 'LOCALDOMAIN', ''],
    ['my_registry.example', 'my_registry.example', ''],
    ['127.0.0.1:5000', '127.0.0.1', '5000'],
    ['10.1.2.3', '10.1.2.3', ''],
    ['192.168.0.2:25000', '192.168.0.2', '25000'],
    ['[::1]:5000', '[::1]', '5000'],
    ['[2001:db8::1]', '[2001:db8::1]', ''],
    ['xn--n3h.com', 'xn--n3h.com', ''],
  ])('%s', (host, hostname, port) => {
    expect(checkHost(host)).toEqual({ ok: true, hostname, port });
  });
});

describe('hosts that must not be asked', () => {
  it.each([
    // Metadata services and link-local addresses, in every spelling.
    '169.254.169.254',
    '169.254.169.254:80',
    '169.254.1.1',
    '2852039166',
    '0xa9fea9fe',
    '0xA9.0xFE.0xA9.0xFE',
    '0251.0376.0251.0376',
    '169.254.43518',
    '169.16689662',
    '[fe80::1]',
    '[febf::1]',
    '[fd00:ec2::254]',
    '[fd20:ce::254]',
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
    '[::169.254.169.254]',
    '[64:ff9b::a9fe:a9fe]',
    '[2002:a9fe:a9fe::1]',
    '[::]',
    '[ff02::1]',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '0.0.0.0:5000',
    '255.255.255.255',
    'metadata.google.internal',
    'Metadata.Google.Internal:80',
    'metadata.google.internal.',
    'metadata:80',
    'instance-data',
    // Half-typed or nonsense.
    'ghcr.i',
    '192.168.1',
    '10.0',
    '1.2.3.4.5',
    '256.1.1.1',
    'registry.example:0',
    'registry.example:65536',
    'registry.example:5000000',
    'a..b',
    '-a.example',
    'a-.example',
    '',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(200)}example`,
    '[1::2::3]',
    '[12345::]',
    // Loopback, but not as anybody writes it.
    '127.1',
    '2130706433',
    '0x7f000001',
  ])('%s', (host) => {
    expect(checkHost(host)).toMatchObject({ ok: false });
  });
});

describe('addresses', () => {
  it.each(['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1%eth0', 'fd00:ec2::254', '0.0.0.0', '::'])(
    '%s is blocked after resolution too',
    (address) => expect(isBlockedAddress(address)).toBe(true),
  );

  it.each(['127.0.0.1', '::1', '10.0.0.1', '93.184.216.34', '2001:db8::1', 'registry.example', ''])(
    '%s is not blocked',
    (address) => expect(isBlockedAddress(address)).toBe(false),
  );

  it.each(['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '[::1]'])(
    '%s is loopback',
    (address) => expect(isLoopbackAddress(address)).toBe(true),
  );

  it.each(['10.0.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fd12::1', '127.0.0.1', '169.254.1.1'])(
    '%s is private',
    (address) => expect(isPrivateAddress(address)).toBe(true),
  );

  it.each(['172.32.0.1', '8.8.8.8', '100.128.0.1', '2001:4860:4860::8888', 'localhost'])(
    '%s is not private',
    (address) => expect(isPrivateAddress(address)).toBe(false),
  );
});

describe('loopback names', () => {
  it.each(['localhost', 'LOCALHOST', 'registry.localhost', 'localhost.', '127.0.0.1', '[::1]', '::1'])(
    '%s',
    (name) => expect(isLoopbackHost(name)).toBe(true),
  );

  it.each(['localhost.example', 'mylocalhost', 'localhost.localdomain', '10.0.0.1', 'registry.example', ''])(
    '%s is none',
    (name) => expect(isLoopbackHost(name)).toBe(false),
  );

  it.each([
    ['localhost:5000', false, 'http'],
    ['oci.localhost', false, 'http'],
    ['[::1]:5000', false, 'http'],
    ['registry.example', false, 'https'],
    ['registry.example', true, 'http'],
    ['10.0.0.1:5000', false, 'https'],
  ] as const)('%s (insecure %s) speaks %s', (host, insecure, scheme) => {
    expect(schemeOf(host, insecure)).toBe(scheme);
  });

  it('splits ports off, IPv6 brackets respected', () => {
    expect(splitHost('[::1]:5000')).toEqual({ hostname: '[::1]', port: '5000' });
    expect(splitHost('[::1]')).toEqual({ hostname: '[::1]', port: '' });
    expect(splitHost('a.example:1')).toEqual({ hostname: 'a.example', port: '1' });
  });
});
