" Opens a file as a person would, takes one fix from the menu, saves, and waits for the finding to go.
" What to do comes in $COG_LSP_STEPS as JSON: {editors, server, file, code, title, log}. Writes JSON
" lines to `log`.

set nocompatible nobackup noswapfile hidden
let s:steps = json_decode($COG_LSP_STEPS)

func! Say(event, data)
  call writefile([json_encode(extend({'event': a:event}, a:data))], s:steps.log, 'a')
endfunc

func! Wait(what, Condition)
  let l:count = 0
  while !a:Condition()
    sleep 20m
    let l:count += 1
    if l:count > 1500
      call Say('failed', {'error': 'timed out: ' . a:what})
      cquit!
    endif
  endwhile
endfunc

func! Ours()
  let l:list = get(get(g:ale_buffer_info, bufnr(''), {}), 'loclist', [])
  return filter(copy(l:list), {_, found -> get(found, 'code', '') is# s:steps.code})
endfunc

execute 'set runtimepath^=' . fnameescape(s:steps.editors . '/vim')
let g:ale_cog_ls_executable = s:steps.server
let g:ale_cog_ls_options = '-m cog_lsp server'
let g:ale_linters_explicit = 1
let g:ale_linters = {'yaml': ['cog_ls'], 'python': ['cog_ls']}
packadd! ale
filetype plugin on
runtime plugin/ale.vim

execute 'edit' fnameescape(s:steps.file)
call ale#Queue(0)
if has_key(s:steps, 'elsewhere')
  call Wait('ALE to pass over it', {-> has_key(get(g:, 'ale_lsp_error_messages', {}), 'cog_ls')})
  call Say('elsewhere', {'message': g:ale_lsp_error_messages.cog_ls[0]})
  qall!
endif
call Wait('the finding', {-> len(Ours()) > 0})
let s:found = Ours()[0]
call Say('found', {'line': s:found.lnum, 'column': s:found.col, 'text': s:found.text})
call cursor(s:found.lnum, s:found.col)

" ALE lists the actions with their numbers and asks for one.
runtime autoload/ale/util.vim
func! ale#util#Input(message, value)
  let l:offered = filter(split(a:message, "\n"), {_, line -> line =~# '^\d\+) '})
  call Say('offered', {'titles': l:offered})
  let l:chosen = filter(copy(l:offered), {_, line -> stridx(line, s:steps.title) >= 0})
  return empty(l:chosen) ? '' : matchstr(l:chosen[0], '^\d\+')
endfunc

ALECodeAction
call Wait('the edit', {-> &modified})
" Nothing is typed here, so nobody tells ALE that the text has changed.
call ale#Queue(0)
call Wait('the finding to go', {-> len(Ours()) == 0})
write
call Say('fixed', {})
qall!
