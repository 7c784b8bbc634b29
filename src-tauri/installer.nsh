; What the installer for Windows does besides Tauri's own script, into which these macros are put.

!macro NSIS_HOOK_PREINSTALL
  !insertmacro EndVconnct
!macroend

!macro NSIS_HOOK_PREUNINSTALL
  !insertmacro EndVconnct
!macroend

; What agents have written to the registry. An update finds it again.
!macro NSIS_HOOK_POSTUNINSTALL
  ${If} $UpdateMode <> 1
    !insertmacro EachProfile "!insertmacro ForgetLogin"
    DeleteRegKey HKCU "Software\Classes\AppUserModelId\com.vconnct.desktop"
    DeleteRegKey HKCU "Software\Classes\AppUserModelId\com.vconnct.desktop.calls"
    ReadRegStr $R0 HKCU "Software\Classes\rocketchat\shell\open\command" ""
    StrLen $R1 '"$INSTDIR\vconnct.exe"'
    StrCpy $R0 $R0 $R1
    ${If} $R0 == '"$INSTDIR\vconnct.exe"'
      DeleteRegKey HKCU "Software\Classes\rocketchat"
    ${EndIf}
  ${EndIf}
!macroend

; Ends the agents and windows of this person: files in use can be neither replaced nor deleted. A call that rings out is
; cancelled first.
!macro EndVconnct
  ${If} ${FileExists} "$INSTDIR\vconnct.exe"
    !insertmacro EachProfile "!insertmacro Quit"
    !insertmacro AwaitFree "vconnct.exe"
    !insertmacro AwaitFree "vconnct-window.exe"
    ; One that hangs. Tauri's script asks the person about an agent that does.
    nsExec::Exec '"$SYSDIR\taskkill.exe" /F /IM vconnct-window.exe'
    Pop $R0
  ${EndIf}
!macroend

; Does `act` with the name of each profile, of which each has a folder, in $R2.
!macro EachProfile act
  FindFirst $R1 $R2 "$APPDATA\vconnct\*"
  ${DoWhile} $R2 != ""
    ${If} $R2 != "."
    ${AndIf} $R2 != ".."
      ${act}
    ${EndIf}
    FindNext $R1 $R2
  ${Loop}
  FindClose $R1
!macroend

!macro Quit
  nsExec::Exec /TIMEOUT=5000 '"$INSTDIR\vconnct.exe" --profile "$R2" quit'
  Pop $R0
!macroend

!macro ForgetLogin
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "Vconnct $R2"
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "Vconnct $R2"
!macroend

; Waits until nobody runs a program, five seconds at most: while somebody does, it cannot be written to.
!macro AwaitFree program
  ${ForEach} $R3 1 20 + 1
    ClearErrors
    FileOpen $R0 "$INSTDIR\${program}" a
    ${IfNot} ${Errors}
      FileClose $R0
      ${ExitFor}
    ${EndIf}
    ${IfNot} ${FileExists} "$INSTDIR\${program}"
      ${ExitFor}
    ${EndIf}
    Sleep 250
  ${Next}
  ClearErrors
!macroend
