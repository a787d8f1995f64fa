// A certificate of its own for TLS on loopback: for `*.garden.localhost`, good until 2126, trusted by nobody who is not told to.
// Made with: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500
//   -subj /CN=garden.localhost -addext subjectAltName=DNS:*.garden.localhost,DNS:garden.localhost

export const TEST_CERT = `-----BEGIN CERTIFICATE-----
MIIBwTCCAWagAwIBAgIUQkWuuLQ6ax6n6LSW8RRYHmtqZkswCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQZ2FyZGVuLmxvY2FsaG9zdDAgFw0yNjExMjYwMTQwMjFaGA8y
MTI2MTEwMjAxNDAyMVowGzEZMBcGA1UEAwwQZ2FyZGVuLmxvY2FsaG9zdDBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABKlZ0SxAK/hjozHUxwR7VClTBEjHh+k1KAnE
TMenj8fbeNzeca35UuW8QmXrJ7bOtDD7u7ZnJOmarAqbklFEYPKjgYUwgYIwHQYD
VR0OBBYEFJIdl6Ut/bjm7dfEblbww073m6IQMB8GA1UdIwQYMBaAFJIdl6Ut/bjm
7dfEblbww073m6IQMC8GA1UdEQQoMCaCEiouZ2FyZGVuLmxvY2FsaG9zdIIQZ2Fy
ZGVuLmxvY2FsaG9zdDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYC
IQCDFnsc6K4IS8q6bYvPH9DSLB6Oh4ELJk2bnArlhtS4JQIhAMYRN/lvfw0vDESu
MQ8tvzpEF16ZUU+1q/XlixvXsI9i
-----END CERTIFICATE-----
`;

export const TEST_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgzbGIIlkFxcogmzBO
qP+v/UxzKWascRQ+FqaysBywyRKhRANCAASpWdEsQCv4Y6Mx1McEe1QpUwRIx4fp
NSgJxEzHp4/H23jc3nGt+VLlvEJl6ye2zrQw+7u2ZyTpmqwKm5JRRGDy
-----END PRIVATE KEY-----
`;
