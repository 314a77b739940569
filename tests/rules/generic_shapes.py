"""Credentials as they stand in real files: a row a shape, each value made at run time.

A row: what it is, the file's path, its text with ``{name}`` for values of ``VALUES``, the rule that
has to find one, and the name of the value that is the secret.
"""

from __future__ import annotations

import base64
import random
import string

from mocks import mock_token

_HEX = "0123456789abcdef"
_ALNUM = string.ascii_letters + string.digits


def _text(alphabet: str, count: int, seed: int) -> str:
    source = random.Random(seed)
    return "".join(source.choice(alphabet) for _ in range(count))


def _base64(count: int, seed: int) -> str:
    return base64.b64encode(random.Random(seed).randbytes(count)).decode()


PASSWORD = _text(_ALNUM, 9, 1) + "7x" + _text(_ALNUM, 9, 2)
VALUES = {
    "password": PASSWORD,
    "typed": "Winter" + _text(string.digits, 4, 3) + "!kx",
    "basic": base64.b64encode(f"deploy:{PASSWORD}".encode()).decode(),
    "encoded": base64.b64encode(PASSWORD.encode()).decode(),
    "hex32": _text(_HEX, 32, 4),
    "hex40": _text(_HEX, 40, 5),
    "hex64": _text(_HEX, 64, 6),
    "hex128": _text(_HEX, 128, 7),
    "hex512": _text(_HEX, 512, 8),
    "uuid": "-".join(_text(_HEX, size, 9 + size) for size in (8, 4, 4, 4, 12)),
    "alnum60": _text(_ALNUM, 60, 10),
    "key32": _base64(32, 11),
    "key64": _base64(64, 12),
    "secret40": _text(_ALNUM + "/+", 40, 13),
    "token40": _text(_ALNUM, 40, 14),
    "signature": _base64(32, 15).replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"),
    "django": _text("abcdefghijklmnopqrstuvwxyz0123456789!@#^&*(-_=+)", 50, 16),
    "salt": _text(_ALNUM + "!#%^*()-_[]~+=,.;:/?|", 64, 17),
    "bcrypt": "$2y$10$" + _text(_ALNUM + "./", 53, 18),
    "apr1": "$apr1$" + _text(_ALNUM, 8, 19) + "$" + _text(_ALNUM + "./", 22, 20),
    "sha": "{SHA}" + _base64(20, 21),
    "sha512": "$6$" + _text(_ALNUM, 16, 22) + "$" + _text(_ALNUM + "./", 86, 23),
    "yescrypt": "$y$j9T$" + _text(_ALNUM, 22, 24) + "$" + _text(_ALNUM + "./", 43, 25),
    "pem_in_base64": base64.b64encode(
        b"-----BEGIN " + b"RSA PRIVATE KEY-----\n" + _base64(600, 26).encode()
    ).decode(),
    "pem_beginning": "-----BEGIN " + "PRIVATE KEY-----\\n" + _base64(48, 29),
    "jwk": _text(_ALNUM + "-_", 43, 27),
    "modulus": _text(_ALNUM + "-_", 342, 28),
    "aws_id": mock_token("aws-access-key-id"),
    "github": mock_token("github-pat"),
    "pypi": mock_token("pypi-api-token"),
    "npm": mock_token("npm-access-token"),
    "refresh": mock_token("google-oauth-refresh-token"),
    "tailscale": mock_token("tailscale-auth-key"),
    "phrase": mock_token("key-material-seed-phrase"),
}

Row = tuple[str, str, str, str, str]

CONNECTION_STRINGS: tuple[Row, ...] = (
    ("SQL Server", "appsettings.json",
     ('{"ConnectionStrings": {"Main": "Server=tcp:db.acme.io,1433;Initial Catalog=app;User ID=app;'
     'Password={password};Encrypt=True;"}}'), "connection-string-sql-server", "password"),
    ("SQL Server, quoted password", "web.config",
     "<add connectionString='Data Source=db.acme.io;Uid=app;Pwd={typed};Database=app' />",
     "connection-string-sql-server", "typed"),
    ("Azure SQL", "local.settings.json",
     '"SqlConnection": "Server=acme.database.windows.net;Database=app;User Id=app;Password={password}"',
     "connection-string-sql-server", "password"),
    ("ODBC", "load.py",
     'dsn = "Driver={ODBC Driver 18 for SQL Server};Server=db.acme.io;Uid=app;Pwd={password};"',
     "connection-string-odbc", "password"),
    ("JDBC PostgreSQL", "application.properties",
     "spring.datasource.url=jdbc:postgresql://db.acme.io:5432/app?user=app&password={password}\n",
     "connection-string-jdbc", "password"),
    ("JDBC SQL Server", "application.yml",
     "url: jdbc:sqlserver://db.acme.io:1433;databaseName=app;user=app;password={password};\n",
     "connection-string-jdbc", "password"),
    ("JDBC Oracle", "tnsnames.properties",
     "url=jdbc:oracle:thin:app/{password}@//db.acme.io:1521/orcl\n",
     "connection-string-jdbc-oracle", "password"),
    ("PostgreSQL", "settings.py", 'DSN = "postgresql://app:{password}@db.acme.io:5432/app"\n',
     "connection-string-postgresql", "password"),
    ("PostgreSQL keywords", "backup.sh",
     'psql "host=db.acme.io user=app password={password} dbname=app"\n', "generic-password", "password"),
    ("PostgreSQL environment", "backup.env", "PGPASSWORD={password}\n", "generic-password", "password"),
    ("MySQL", "app.rb", "mysql2://app:{password}@db.acme.io/app", "connection-string-mysql", "password"),
    ("MongoDB", "db.js", "connect('mongodb+srv://app:{password}@cluster0.acme.mongodb.net/app')",
     "connection-string-mongodb", "password"),
    ("MongoDB, several hosts", "db.yml",
     "uri: mongodb://app:{password}@a.acme.io:27017,b.acme.io:27017/app?replicaSet=rs0\n",
     "connection-string-mongodb", "password"),
    ("Redis without a user", "celery.py", 'broker = "redis://:{password}@cache.acme.io:6379/0"\n',
     "connection-string-redis", "password"),
    ("Redis", "celery.py", 'broker = "rediss://app:{password}@cache.acme.io:6380/0"\n',
     "connection-string-redis", "password"),
    ("AMQP", "worker.toml", 'broker = "amqps://app:{password}@mq.acme.io/vhost"\n',
     "connection-string-amqp", "password"),
    ("Kafka", "client.properties",
     ("sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required "
     'username="app" password="{password}";\n'), "connection-string-kafka-jaas", "password"),
    ("Kafka SCRAM in YAML", "values.yaml",
     'jaas: "org.apache.kafka.common.security.scram.ScramLoginModule required '
     r'username=\"app\" password=\"{password}\";"' + "\n", "connection-string-kafka-jaas", "password"),
    ("SMTP", "mail.yml", "dsn: smtps://app:{password}@mail.acme.io:465\n",
     "connection-string-smtp", "password"),
    ("SMTP password", "settings.py", 'EMAIL_HOST_PASSWORD = "{password}"\n', "generic-password", "password"),
    ("LDAP", "ldap.conf", "uri ldaps://admin:{password}@dc.acme.io\n",
     "connection-string-ldap", "password"),
    ("LDAP bind", "sssd.conf", "ldap_default_authtok = {password}\n",
     "config-files-ldap-bind-password", "password"),
    ("LDAP bind in nslcd", "nslcd.conf", "bindpw {password}\n",
     "config-files-ldap-bind-password", "password"),
    ("FTP", "deploy.sh", "lftp ftp://app:{password}@files.acme.io\n", "connection-string-ftp", "password"),
    ("SFTP", "rclone.txt", "sftp://app:{password}@files.acme.io/in", "connection-string-ftp", "password"),
    ("Snowflake", "dbt.py", 'url = "snowflake://app:{password}@acme-eu/db"\n',
     "connection-string-snowflake", "password"),
    ("Azure Storage", ".env",
     ("STORAGE=DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={key64};"
     "EndpointSuffix=core.windows.net\n"), "azure-storage-account-key-legacy", "key64"),
    ("Service Bus", ".env",
     "SB=Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={key32}\n",
     "azure-service-bus-key", "key32"),
    ("Event Hubs", "values.yaml",
     ("hub: Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Send;"
     "SharedAccessKey={key32};EntityPath=events\n"), "azure-service-bus-key", "key32"),
    ("Cosmos DB", "appsettings.json",
     '"Cosmos": "AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey={key64};"',
     "azure-cosmos-key", "key64"),
    ("App Configuration", "appsettings.json",
     '"Config": "Endpoint=https://acme.azconfig.io;Id=ab-l0-s0:Xy1;Secret={key32}"',
     "azure-app-configuration-connection-string", "key32"),
)  # fmt: skip

HEADERS: tuple[Row, ...] = (
    ("Basic", "calls.http", "Authorization: Basic {basic}\n", "authorization-basic", "basic"),
    ("Basic in code", "client.py", 'headers = {"Authorization": "Basic {basic}"}\n',
     "authorization-basic", "basic"),
    ("Basic left by a checkout", ".git/config",
     '[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic {basic}\n',
     "authorization-basic", "basic"),
    ("Basic in lower case", "proxy.conf", "proxy_set_header authorization 'Basic {basic}';\n",
     "authorization-basic", "basic"),
    ("Bearer", "calls.http", "Authorization: Bearer {token40}\n", "authorization-bearer", "token40"),
    ("Bearer in code", "client.go", 'req.Header.Set("Authorization", "Bearer {token40}")\n',
     "authorization-bearer", "token40"),
    ("Digest", "calls.log",
     ('Authorization: Digest username="app", realm="acme", nonce="8f1a", uri="/", '
     'response="{hex32}"\n'), "http-authorization-digest", "hex32"),
    ("curl -u", "deploy.sh", "curl -s -u app:{password} https://api.acme.io\n",
     "http-authorization-curl-user", "password"),
    ("curl --user", "deploy.sh", "curl https://api.acme.io --user 'app:{password}'\n",
     "http-authorization-curl-user", "password"),
    ("curl -H", "deploy.sh", "curl -H 'Authorization: Bearer {token40}' https://api.acme.io\n",
     "authorization-bearer", "token40"),
    ("curl -H with a key", "deploy.sh", 'curl -H "X-Api-Key: {token40}" https://api.acme.io\n',
     "http-authorization-api-key-header", "token40"),
)  # fmt: skip

SIGNED_URLS: tuple[Row, ...] = (
    ("SAS", "links.txt",
     ("https://acme.blob.core.windows.net/box/a.zip?sv=2022-11-02&ss=b&srt=sco&sp=rl"
     "&se=2099-01-01T00:00:00Z&st=2024-01-01T00:00:00Z&spr=https&sig={signature}\n"),
     "azure-sas-token", "signature"),
    ("S3", "links.txt",
     ("https://acme.s3.amazonaws.com/a.zip?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={aws_id}"
     "%2F20990101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20990101T000000Z&X-Amz-Expires=3600"
     "&X-Amz-SignedHeaders=host&X-Amz-Signature={hex64}\n"), "signed-url-s3", "hex64"),
    ("Cloud Storage", "links.txt",
     ("https://storage.googleapis.com/acme/a.zip?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential="
     "app%40acme.iam.gserviceaccount.com%2F20990101%2Fauto%2Fstorage%2Fgoog4_request"
     "&X-Goog-Date=20990101T000000Z&X-Goog-Expires=3600&X-Goog-SignedHeaders=host"
     "&X-Goog-Signature={hex512}\n"), "signed-url-gcs", "hex512"),
)  # fmt: skip

FILES: tuple[Row, ...] = (
    (".netrc", ".netrc", "machine api.acme.io login app password {password}\n",
     "credential-file-netrc", "password"),
    (".netrc on several lines", "_netrc", "machine api.acme.io\n  login app\n  password {password}\n",
     "credential-file-netrc", "password"),
    (".netrc default", ".netrc", "default login app password {password}\n",
     "credential-file-netrc", "password"),
    (".pgpass", ".pgpass", "db.acme.io:5432:app:app:{password}\n", "credential-file-pgpass", "password"),
    (".pgpass for all hosts", ".pgpass", "*:*:*:app:{password}\n", "credential-file-pgpass", "password"),
    (".my.cnf", ".my.cnf", "[client]\nuser=app\npassword={password}\n", "generic-password", "password"),
    (".npmrc token", ".npmrc", "//npm.acme.io/:_authToken={uuid}\n",
     "credential-file-npm-uuid-token", "uuid"),
    (".npmrc of a private registry", ".npmrc", "//npm.acme.io/:_authToken={token40}\n",
     "credential-file-npmrc-token", "token40"),
    (".npmrc npm token", ".npmrc", "//registry.npmjs.org/:_authToken={npm}\n", "npm-access-token", "npm"),
    (".npmrc _auth", ".npmrc", "_auth={basic}\n", "credential-file-npmrc-auth", "basic"),
    (".npmrc _password", ".npmrc", '//npm.acme.io/:_password="{encoded}"\n', "generic-password", "encoded"),
    (".yarnrc.yml", ".yarnrc.yml", 'npmAuthToken: "{uuid}"\n',
     "credential-file-npm-uuid-token", "uuid"),
    (".pypirc", ".pypirc", "[pypi]\nusername = __token__\npassword = {pypi}\n", "pypi-api-token", "pypi"),
    (".pypirc password", ".pypirc", "[acme]\nusername = app\npassword = {password}\n",
     "generic-password", "password"),
    ("pip.conf", "pip.conf", "[global]\nindex-url = https://app:{password}@pypi.acme.io/simple\n",
     "url-password", "password"),
    (".git-credentials", ".git-credentials", "https://app:{github}@github.com\n", "github-pat", "github"),
    (".git-credentials password", ".git-credentials", "https://app:{password}@git.acme.io\n",
     "url-password", "password"),
    ("docker config.json", ".docker/config.json",
     '{"auths": {"registry.acme.io": {"auth": "{basic}"}}}', "docker-config-auth", "basic"),
    ("NuGet.config", "NuGet.config", '<add key="ClearTextPassword" value="{password}" />\n',
     "generic-password", "password"),
    ("Maven settings.xml", "settings.xml",
     "<server><id>acme</id><username>app</username><password>{password}</password></server>\n",
     "generic-password", "password"),
    ("gradle.properties", "gradle.properties", "signing.password={password}\n",
     "generic-password", "password"),
    ("Composer auth.json", "auth.json",
     '{"http-basic": {"repo.acme.io": {"username": "app", "password": "{password}"}}}',
     "generic-password", "password"),
    ("Cargo credentials", ".cargo/credentials.toml", '[registry]\ntoken = "{token40}"\n',
     "generic-secret", "token40"),
    ("kubeconfig key", ".kube/config", "users:\n- user:\n    client-key-data: {pem_in_base64}\n",
     "key-material-base64-pem", "pem_in_base64"),
    ("kubeconfig token", ".kube/config", "users:\n- name: app\n  user:\n    token: {token40}\n",
     "generic-secret", "token40"),
    ("Kubernetes Secret", "secret.yaml", "kind: Secret\nstringData:\n  password: {password}\n",
     "generic-password", "password"),
    ("AWS credentials", ".aws/credentials",
     "[default]\naws_access_key_id = {aws_id}\naws_secret_access_key = {secret40}\n",
     "aws-secret-access-key", "secret40"),
    ("GCP service account", "sa.json",
     '{"type": "service_account", "private_key_id": "{hex40}",\n  "private_key": "{pem_beginning}',
     "google-service-account-key-id", "hex40"),
    ("GCP application default credentials", "adc.json",
     '{"type": "authorized_user", "refresh_token": "{refresh}"}', "google-oauth-refresh-token", "refresh"),
    ("Azure publish profile", "acme.PublishSettings",
     '<publishData><publishProfile publishMethod="MSDeploy" userName="$acme" userPWD="{alnum60}" /></publishData>',
     "credential-file-publish-profile", "alnum60"),
    ("htpasswd bcrypt", ".htpasswd", "app:{bcrypt}\n", "config-files-htpasswd-bcrypt", "bcrypt"),
    ("htpasswd apr1", ".htpasswd", "app:{apr1}\n", "credential-file-htpasswd", "apr1"),
    ("shadow", "etc/shadow", "app:{sha512}:19000:0:99999:7:::\n", "credential-file-shadow", "sha512"),
    ("shadow yescrypt", "etc/shadow", "app:{yescrypt}:19000:0:99999:7:::\n",
     "credential-file-shadow", "yescrypt"),
    ("wp-config password", "wp-config.php", "define('DB_PASSWORD', '{password}');\n",
     "generic-password", "password"),
    ("wp-config key", "wp-config.php", "define( 'AUTH_KEY',         '{salt}' );\n",
     "credential-file-wordpress", "salt"),
    ("Rails environment", "prod.env", "RAILS_MASTER_KEY={hex32}\n",
     "credential-file-rails-master-key", "hex32"),
    ("Rails secrets.yml", "config/secrets.yml", "production:\n  secret_key_base: {hex128}\n",
     "credential-file-rails-secret", "hex128"),
    ("Django", "app/settings.py", "SECRET_KEY = '{django}'\n",
     "credential-file-django-secret-key", "django"),
    ("Flask", "app.py", 'app.secret_key = "{password}"\n', "generic-secret", "password"),
    ("Laravel", ".env", "APP_KEY=base64:{key32}\n", "credential-file-laravel-app-key", "base64:{key32}"),
    ("Symfony", ".env", "APP_SECRET={hex32}\n", "config-files-symfony-app-secret", "hex32"),
    ("Terraform state", "terraform.tfstate",
     '{"resources": [{"instances": [{"attributes": {"master_password": "{password}"}}]}]}',
     "generic-password", "password"),
    ("Terraform variables", "prod.tfvars", 'db_password = "{password}"\n', "generic-password", "password"),
    ("Ansible", "group_vars/all.yml", "ansible_become_pass: {password}\n", "generic-password", "password"),
    ("Ansible inventory", "hosts.ini", "db ansible_host=10.0.0.1 ansible_password={password}\n",
     "generic-password", "password"),
    (".env", ".env", "export DB_PASSWORD='{password}'\n", "generic-password", "password"),
    ("compose file", "compose.yml", "environment:\n  - MYSQL_ROOT_PASSWORD={password}\n",
     "generic-password", "password"),
    ("FileZilla", "sitemanager.xml", '<Pass encoding="base64">{encoded}</Pass>\n',
     "config-files-filezilla-password", "encoded"),
    ("web.config machine key", "web.config", '<machineKey validationKey="{hex64}" />\n',
     "key-material-asp-net-machine-key", "hex64"),
    ("Airflow Fernet key", "airflow.env", "AIRFLOW__CORE__FERNET_KEY={key32}\n",
     "key-material-fernet", "key32"),
)  # fmt: skip

KEYS: tuple[Row, ...] = (
    ("JWK, EC", "key.json", '{"kty": "EC", "crv": "P-256", "x": "{hex64}", "d": "{jwk}"}',
     "key-material-jwk", "jwk"),
    ("JWK, RSA", "keys.json", '{"keys": [{"e":"AQAB","n":"{modulus}","d":"{jwk}","kty":"RSA"}]}',
     "key-material-jwk-reversed", "jwk"),
    ("JWK, symmetric", "key.json", '{"kty":"oct","alg":"HS256","k":"{jwk}"}', "key-material-jwk", "jwk"),
    ("WireGuard", "wg0.conf", "[Interface]\nPrivateKey = {key32}\n", "key-material-wireguard", "key32"),
    ("WireGuard peer", "wg0.conf", "[Peer]\nPresharedKey={key32}\n", "key-material-wireguard", "key32"),
    ("Tailscale", "up.sh", "tailscale up --auth-key={tailscale}\n", "tailscale-auth-key", "tailscale"),
    ("seed phrase", "hardhat.config.js", 'mnemonic: "{phrase}",\n', "key-material-seed-phrase", "phrase"),
    ("seed phrase in the environment", ".env", "SEED_PHRASE={phrase}\n",
     "key-material-seed-phrase", "phrase"),
    ("Ethereum", ".env", "PRIVATE_KEY=0x{hex64}\n", "key-material-ethereum-private-key", "0x{hex64}"),
)  # fmt: skip

ROWS = (*CONNECTION_STRINGS, *HEADERS, *SIGNED_URLS, *FILES, *KEYS)


def filled_in(text: str) -> str:
    """``text`` with its values; other braces stay what they are."""
    for name, value in VALUES.items():
        text = text.replace("{" + name + "}", value)
    return text
