# Reveille: what zsh tells of its commands (OSC 133) and of its directory (OSC 7). It is the .zshenv of a ZDOTDIR of ours,
# which gives itself back before anything of the user's is read.
if [[ -n "${REVEILLE_ZDOTDIR+set}" ]]; then
  export ZDOTDIR="$REVEILLE_ZDOTDIR"
  unset REVEILLE_ZDOTDIR
else
  unset ZDOTDIR
fi
[[ -r "${ZDOTDIR:-$HOME}/.zshenv" ]] && source "${ZDOTDIR:-$HOME}/.zshenv"

if [[ -o interactive ]]; then
  typeset -ga precmd_functions preexec_functions chpwd_functions
  __reveille_path() {
    emulate -L zsh
    setopt no_multibyte
    local LC_ALL=C out='' char i
    for (( i = 1; i <= ${#PWD}; i++ )); do
      char="${PWD[i]}"
      case "$char" in
        [a-zA-Z0-9/._~-]) out+="$char" ;;
        *) out+="%${(l:2::0:)$(( [##16] #char & 255 ))}" ;;
      esac
    done
    builtin printf '\e]7;file://%s%s\a' "${HOST-}" "$out"
  }
  __reveille_precmd() {
    local code=$?
    [[ -n "$__reveille_ran" ]] && builtin printf '\e]133;D;%s\a' "$code"
    __reveille_ran=''
    if [[ -z "$__reveille_told" ]]; then
      __reveille_told=1
      __reveille_path
    fi
    [[ "$PS1" == *'133;B'* ]] || PS1=$'%{\e]133;A\a%}'"$PS1"$'%{\e]133;B\a%}'
    return $code
  }
  __reveille_preexec() {
    __reveille_ran=1
    builtin printf '\e]133;C\a'
  }
  precmd_functions+=(__reveille_precmd)
  preexec_functions+=(__reveille_preexec)
  chpwd_functions+=(__reveille_path)
fi
