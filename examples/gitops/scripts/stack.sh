# Read by the steps with `.`: goes to the project, and refuses in one sentence what a step cannot do without, before it
# changes anything. Sets stack, pack and policies. POLICY_PACK names a pack of your own in place of the package's.

step=$(basename "$0")
cd "$(dirname "$0")/.."
PATH=$PWD/node_modules/.bin:$PATH

refuse() {
  printf '%s: %s\n' "$step" "$1" >&2
  exit 2
}

# Whether the stack's settings hold this key, in the clear or encrypted.
configured() {
  grep -Eq "^ +\"?$1\"?:" "$settings"
}

stack=${1-}
policies=policy.json
settings=Pulumi.${stack##*/}.yaml

[ -n "$stack" ] || refuse "no stack is named: say which, as in npm run ${step%.sh} -- staging"
case $stack in
  -* | *[!A-Za-z0-9_./-]*) refuse "the stack is named with other characters than letters, digits and . _ - /: choose one of pulumi stack ls" ;;
esac
command -v pulumi >/dev/null || refuse "there is no pulumi on the PATH: install the Pulumi CLI"
installed=$(node -p 'require("path").dirname(require.resolve("pulumi-trtc/package.json"))' 2>/dev/null) ||
  refuse "the packages are not installed: run npm ci"
# by its launcher it runs with any engine
pack=${POLICY_PACK:-$installed/policy-pack/pulumi-analyzer-pulumi-trtc}

if ! answer=$(pulumi stack --stack "$stack" --show-name --non-interactive --color never 2>&1); then
  case $answer in
    *"no stack named"*) refuse "there is no stack $stack, and a step makes none: choose one of pulumi stack ls, or run pulumi stack init $stack once" ;;
    *) refuse "the stack $stack cannot be read: $(printf '%s' "$answer" | sed -n 's/^error: //p' | head -n 1)" ;;
  esac
fi
[ -f "$settings" ] || refuse "there is no $settings: write down the settings of the stack $stack, as Pulumi.staging.yaml does"
if grep -q '^encryptionsalt:' "$settings" && [ -z "${PULUMI_CONFIG_PASSPHRASE+set}${PULUMI_CONFIG_PASSPHRASE_FILE+set}" ]; then
  refuse "the secrets of the stack $stack are encrypted with a passphrase: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE"
fi
if [ -z "${TENCENTCLOUD_SECRET_ID-}" ] || [ -z "${TENCENTCLOUD_SECRET_KEY-}" ]; then
  [ -n "${TRTC_CREDENTIAL_SOURCE-}" ] || [ -f ~/.tencentcloud/credentials ] ||
    configured trtc:secretId || configured trtc:credentialSource ||
    refuse "there is no key of Tencent Cloud: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY"
fi
# one for all applications, or TRTC_SDK_SECRET_KEY_1400000001
env | grep -q '^TRTC_SDK_SECRET_KEY[_0-9]*=.' || configured trtc:sdkSecretKey ||
  refuse "there is no key of the TRTC application: set TRTC_SDK_SECRET_KEY, or run pulumi config set --secret trtc:sdkSecretKey --stack $stack"

# the engine passes over a policy in the configuration that there is not
case $pack in
  "$installed"/*)
    problem=$(node -e 'try { require("pulumi-trtc/policy").readPolicyConfig(process.argv[1]) } catch (error) { console.log(error.message) }' "$policies")
    [ -z "$problem" ] || refuse "$problem"
    ;;
esac
