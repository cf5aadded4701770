// What has broken servers before, as single values.

/** Names of fields: all that the protocol and our forms know, and some that nobody knows. */
export const FIELDS = [
  'acr_values claims client_assertion client_assertion_type client_id client_secret code code_challenge code_challenge_method code_verifier',
  'dpop_jkt grant_type id_token_hint lang login_hint logout max_age nonce pending portal post_logout_redirect_uri prompt redirect_uri refresh_token',
  'request request_uri resource response_mode response_type scope state token token_type_hint ui_locales xsrf access_token csrf username password do',
  'way trust answer saved name kind id mail browser acr note',
  'email given-name family-name language session app page',
  'challenge captcha work current-password new-password new-password-again keep-blanks',
  '__proto__ constructor toString a[b] a[] %00 %ff',
].flatMap((line) => line.split(' '));

/** Values as they stand in an address or a form, encoded where they must be. */
export const NASTY = [
  ...[
    '',
    '%',
    '%zz',
    '%00',
    '%ff%fe',
    '%c0%af',
    '%ed%a0%80',
    '%0d%0aset-cookie:a=b',
    '%1b[2J',
    '+',
    '..%2f..%2f',
    '//evil.example',
    '%5cevil.example',
  ],
  ...[
    'null',
    '[]',
    '{}',
    '1e999',
    '-1',
    'true',
    '__proto__',
    'constructor',
    "'%20or%201=1--",
    '%3Cscript%3E',
    '{{7*7}}',
    '$%7B7%7D',
    '%f0%9f%9a%aa',
  ],
  ...['a.b.c', '..', 'eyJhbGciOiJub25lIn0.e30.', 'bnVsbA.bnVsbA.AA', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJcdTAwMDAiLCJhdWQiOnt9fQ.AA'],
  ...[
    '{%22id_token%22:{%22acr%22:{%22essential%22:true,%22values%22:[{}]}}}',
    '{%22userinfo%22:{%22__proto__%22:null,%22email%22:null}}',
    '{%22id_token%22',
  ],
  // What a passkey answers with.
  ...[
    '{%22id%22:1,%22rawId%22:null,%22type%22:{},%22response%22:[]}',
    '{%22id%22:%22AA%22,%22rawId%22:%22AA%22,%22type%22:%22public-key%22,%22response%22:{%22clientDataJSON%22:%22e30%22,%22authenticatorData%22:%22AA%22,%22attestationObject%22:%22oA%22,%22signature%22:%22AA%22,%22userHandle%22:%22AA%22},%22clientExtensionResults%22:{}}',
  ],
  ...['urn:ietf:params:oauth:request_uri:%00', 'http://[', 'javascript:alert(1)', 'a'.repeat(10_000), '%e2%80%8b'.repeat(500), '%f0%9f'],
];

/** Header lines that mean nothing, too much, or something else than they seem to. */
export const HEADERS = [
  ...[
    'Accept: application/json',
    'Accept: */*;q=x',
    'Accept-Language: \xff;q=2,*',
    'Accept-Encoding: br;q=0,x',
    'Origin: null',
    'Origin: http://evil.example',
  ],
  ...[
    'Authorization: Basic !',
    'Authorization: Basic OmE6',
    'Authorization: Bearer \xff',
    'Authorization: DPoP a.b.c',
    'DPoP: a.b.c',
    'Cookie: =;;a;b="%zz',
  ],
  ...[
    'X-Forwarded-For: ,,\xff',
    'X-Forwarded-Host: evil.example',
    'Sec-Fetch-Site: cross-site',
    'If-None-Match: *',
    'Range: bytes=5-1',
    'X-HTTP-Method-Override: DELETE',
  ],
];
