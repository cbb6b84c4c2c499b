# Reveille: what bash (4.4 and later) tells of its commands (OSC 133: A prompt, B input, C output, D end and its status)
# and of its directory (OSC 7). Read as its init file, it first does what bash would have done without it.
if [ -n "$REVEILLE_SHELL_LOGIN" ]; then
  unset REVEILLE_SHELL_LOGIN
  [ -r /etc/profile ] && . /etc/profile
  for __reveille_file in ~/.bash_profile ~/.bash_login ~/.profile; do
    if [ -r "$__reveille_file" ]; then
      . "$__reveille_file"
      break
    fi
  done
  unset __reveille_file
elif [ -r ~/.bashrc ]; then
  . ~/.bashrc
fi

__reveille_path() {
  local LC_ALL=C out='' char hex i
  for ((i = 0; i < ${#PWD}; i++)); do
    char="${PWD:i:1}"
    case "$char" in
      [a-zA-Z0-9/._~-]) out+="$char" ;;
      *)
        builtin printf -v hex '%02X' "'$char"
        out+="%${hex: -2}"
        ;;
    esac
  done
  builtin printf '\033]7;file://%s%s\007' "${HOSTNAME-}" "$out"
}

__reveille_prompt() {
  local status=$?
  [ -n "$__reveille_ran" ] && builtin printf '\033]133;D;%s\007' "$status"
  __reveille_ran=''
  if [ "$PWD" != "$__reveille_pwd" ]; then
    __reveille_pwd="$PWD"
    __reveille_path
  fi
  case "$PS1" in
    *'133;B'*) ;;
    *) PS1='\[\033]133;A\007\]'"$PS1"'\[\033]133;B\007\]' ;;
  esac
  return "$status"
}

__reveille_ran=''
__reveille_pwd=''
# The second part sets a variable while it shows nothing: PS0 is the only hook before a command that costs no fork.
PS0='\033]133;C\007'"${PS0-}"'${__reveille_pwd:$((__reveille_ran=1, 0)):0}'
if [[ "$(declare -p PROMPT_COMMAND 2>/dev/null)" == 'declare -a'* ]]; then
  PROMPT_COMMAND=(__reveille_prompt "${PROMPT_COMMAND[@]}")
else
  PROMPT_COMMAND="__reveille_prompt${PROMPT_COMMAND:+; $PROMPT_COMMAND}"
fi
