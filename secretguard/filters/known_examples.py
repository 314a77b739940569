"""Published example values by SHA-256: which value it is can be checked, not read."""

KNOWN_EXAMPLES = {
    "1a5d44a2dca19669d72edf4c4f1c27c4c1ca4b4408fbb17f6ce4ad452d78ddb3": "AWS documentation access key id",
    "c6ea27c534f993d31f0aef882e3d200e7b87470c379ae79c8f9b19d3bd363dc9": "AWS documentation second access key id",
    "78314b11be2e581549ac1c4f616563fad3fdf0c3b71678f6e2299182080e0598": "AWS documentation secret key",
    "e21b597ba6b9cafa59d9ebc4d65c0385f5eb3fa56abab2607fa76589ad849a33": "AWS documentation second secret key",
    "cb20d34a7adda2f5d2043836051e242fd4c2b233e02c80c91fe9d5af9b100574": "AWS documentation temporary key id",
    "2a33349e7e606a8ad2e30e3c84521f9377450cf09083e162e0a9b1480ce0f972": "AWS documentation account number",
    "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059": "Azure storage emulator / Azurite account key",
    "aa6547439583c3a275d4542a0df6c1ad6a863971be9f2a2220f027cc02aef615": "Azure Cosmos DB emulator key",
    "2cafc0970149a84f3b9e62eaf169f36f59907a3b3e31f7b82e68c69cd27f7326": "Stripe documentation shared test key",
    "f2d6ca16515033e5dce14eba840b979d27b5cbae24bb3e5bf484339667f86397": "Stripe documentation shared test key",
    "b1471f544ceeea31333bde7e1ecbaad6eac0d4a749412ad29bd66ef895b81c6b": "Stripe documentation shared publishable test key",
    "f5e95c9954635b65acab57e6d5ea663eb900f06dc8794a90358f5abb1c77d4e0": "reCAPTCHA v2 test secret key",
    "03b970ed8171d73b58bbc9a5c72e3e4eec28503b56b3bb400a0801857dd45614": "reCAPTCHA v2 test site key",
    "0fff9ee671b05ea25f58ed9584635fad2558e23c031003fd52d393bff5973fb0": "hCaptcha test secret",
    "a69c47e0e9deeb992e6a22cd3b0563858333607361cd7907895b79ea084abe44": "hCaptcha test site key",
    "fb8f35129df87662c650ada12fd614f1b58dce4a37fdd7589ba3a6b9a78c0aae": "Turnstile test secret that always passes",
    "1e3e58656012d861e23deae64f177673d7b86a9c55fe1d5d10b94e3c9755d168": "Turnstile test secret that always fails",
    "841b4f5b0b34e19ada74f47a88831efbb909008ceea4430d61449c1874923f83": "Turnstile test secret that reports a spent token",
    "4060ed0ca2678bf694d50fd48a9050b8715ca43629a540f471b9b13207c29cae": "Turnstile test site key that always passes",
    "60a09e4357868c1e9b801052726d061c370429f723db84523ed58ac354f6eb8a": "Hardhat/Anvil account 0 test key",
    "bc1a50966c9e6486bc4ebf880b51611a2a97fcb8e7a6976e9b81a9e3e8ca0e3c": "Hardhat/Anvil account 0 test key",
    "095101cf732c298a0ce0320b9de704209cdd8640b70d8fdf4e5be51aa2eb272e": "Hardhat/Anvil account 1 test key",
    "8335c55334821eefd4334369ff9c04a8594f161013cf9d87f58802d87297837e": "Hardhat/Anvil account 1 test key",
    "f79cd64f9cea237897b8133e4b905b361c6f166faa5a1c64c32280938f5b707e": "Hardhat/Anvil/Foundry test phrase",
    "c557eec878dfd852ba3f88087c4f350f09c55537ab5e549c3cd14320ec3cef38": "BIP-39 test vector",
    "7f75367e7881255134e1375e723d1dea8ad5f6a4fdb79d938df1f1754a830606": "jwt.io default token",
    "f7d838701b86c5dfb57bf95fbc5ce6df204cfc9f15ad6cdb39fd22f8776e47b6": "jwt.io default secret",
    "9febce9f2c53c049e6325a75af79ab7e0db577fb07f57a5b8f116c6da992b894": "empty LM hash",
    "5db21f1ad63d9b336bf2f3487f1e8222e18be68f5331196941a307bb5244010c": "empty NT hash",
    "baa00a10497081cd3c54eb6f56e5b79035f001f989b05a81859b4e374c9fb1a1": "Microsoft-published AES key for Group Policy cpa",
    "bf1725a8f98bea37e88618702e725ba84bd8acdb2647c5e0ed638bfd685791cf": "Supabase local CLI anon key",
    "70541e07fd4f900b66e289f5be55c85f9bef1def4924a5b0c518c45ea1688c12": "Supabase local CLI service_role key",
    "a064b502e61d27e94b8717290e5e1b32e36720e9fbdf952ec81a84c07128cb37": "Supabase local CLI JWT secret",
    "ad9858116e63b0c5a4d7dc7f50f034c7247e56838dae22c1832712ffde48e694": "MinIO default user and password",
    "91530d4a7629544c559af7df53ab5ab4f92991bc82d8c4a3130ca634bd335d0d": "WordPress salt placeholder",
    "00810cf8b94d6fcb9c5de484d3bec4187620b3e2876e59aab90d852fe0f18fb6": "default password of the Java cacerts trust store",
    "bb4978fbe7638de8e6ee13d9a59a5fb047beb0f0ee059fe166541b1f96b6af63": "Hardhat/Anvil account 2 test key",
    "b26ab6529d20ebebb4192256f202984754f785481c64b1a1aed58cac93b3617e": "Hardhat/Anvil account 2 test key",
    "5895b89c8fb33402a5bfc23aad5aaf863fbb438a51e1a0bb02b0ce618c8fdf9d": "Stripe documentation shared publishable test key",
}

# Only values of these lengths need to be hashed.
KNOWN_LENGTHS = frozenset(
    {8, 10, 12, 19, 20, 24, 153, 27, 155, 32, 35, 36, 164, 40, 42, 55, 59, 64, 66, 88, 93}
)
