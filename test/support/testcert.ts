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

/** The same for the zones of `hezar start` and its workers' own names: one PEM file, for `--tls`. */
export const MESH_PEM = `-----BEGIN CERTIFICATE-----
MIIDtTCCA1ygAwIBAgIUThvWcUYP+jGpK2f6SqHwDXc3JhkwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNjExNDAyNloYDzIxMjYxMTAy
MTE0MDI2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQYkybgehxTniEa3FSw2hVLIf+tobN+WgyJ6r27r43pMvG71jNvq1xO
ehem+eX8IFFjjS2pGsDsCa2wza9egqnfo4ICiDCCAoQwHQYDVR0OBBYEFD+BHvoX
1pVXmCYBlBhjMnPGeW8NMB8GA1UdIwQYMBaAFD+BHvoX1pVXmCYBlBhjMnPGeW8N
MA8GA1UdEwEB/wQFMAMBAf8wggIvBgNVHREEggImMIICIoIJbG9jYWxob3N0ghhn
YXJkZW4tbGV0dGVycy5sb2NhbGhvc3SCGiouZ2FyZGVuLWxldHRlcnMubG9jYWxo
b3N0ghhoaWxsLWZvb3RwYXRocy5sb2NhbGhvc3SCGiouaGlsbC1mb290cGF0aHMu
bG9jYWxob3N0ghVjb3JuZXItbG9hZi5sb2NhbGhvc3SCFyouY29ybmVyLWxvYWYu
bG9jYWxob3N0ghdldmVuaW5nLWNoZXNzLmxvY2FsaG9zdIIZKi5ldmVuaW5nLWNo
ZXNzLmxvY2FsaG9zdIIWc2VlZC1hbG1hbmFjLmxvY2FsaG9zdIIYKi5zZWVkLWFs
bWFuYWMubG9jYWxob3N0ghZ2aWxsYWdlLW92ZW4ubG9jYWxob3N0ghgqLnZpbGxh
Z2Utb3Zlbi5sb2NhbGhvc3SCF29yY2hhcmQtbm90ZXMubG9jYWxob3N0ghkqLm9y
Y2hhcmQtbm90ZXMubG9jYWxob3N0ghVsb25nLXRyYWlscy5sb2NhbGhvc3SCFyou
bG9uZy10cmFpbHMubG9jYWxob3N0ghVxdWlldC1wYXducy5sb2NhbGhvc3SCFyou
cXVpZXQtcGF3bnMubG9jYWxob3N0ghdiYWxjb255LWJsb29tLmxvY2FsaG9zdIIZ
Ki5iYWxjb255LWJsb29tLmxvY2FsaG9zdIIZKi5sb2NhbC53b3JrZXJzLmxvY2Fs
aG9zdDAKBggqhkjOPQQDAgNHADBEAiBCrhYo2oKlxjMru4Hod3c1odSJSp80JhcW
eKF0JFZM3AIgPAF4Iq8jeKTJnhjaeJdx5TBXMx6yY+bvenMAQTJcAPg=
-----END CERTIFICATE-----
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8KOARQbOJ8uDT2Ln
csMsQtVLsMCNWzK3BPwN9EeGRYehRANCAAQYkybgehxTniEa3FSw2hVLIf+tobN+
WgyJ6r27r43pMvG71jNvq1xOehem+eX8IFFjjS2pGsDsCa2wza9egqnf
-----END PRIVATE KEY-----
`;
