// A native add-on as packages have them: work on a thread with a callback or a promise, a call back at once, what the process is.
#include <node_api.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct {
  napi_async_work work;
  napi_ref callback;
  napi_deferred deferred;
  int ms;
} Job;

static void execute(napi_env env, void *data) { usleep(((Job *)data)->ms * 1000); }

static void complete(napi_env env, napi_status status, void *data) {
  Job *job = data;
  napi_value ms, callback, global, ignored;
  napi_create_int32(env, job->ms, &ms);
  if (job->deferred) {
    napi_resolve_deferred(env, job->deferred, ms);
  } else {
    napi_get_reference_value(env, job->callback, &callback);
    napi_get_global(env, &global);
    napi_call_function(env, global, callback, 1, &ms, &ignored);
    napi_delete_reference(env, job->callback);
  }
  napi_delete_async_work(env, job->work);
  free(job);
}

// later(ms) gives a promise, later(ms, callback) nothing.
static napi_value later(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value args[2], name, promise = NULL;
  napi_get_cb_info(env, info, &count, args, NULL, NULL);
  Job *job = calloc(1, sizeof(Job));
  napi_get_value_int32(env, args[0], &job->ms);
  if (count > 1) napi_create_reference(env, args[1], 1, &job->callback);
  else napi_create_promise(env, &job->deferred, &promise);
  napi_create_string_utf8(env, "later", NAPI_AUTO_LENGTH, &name);
  napi_create_async_work(env, NULL, name, execute, complete, job, &job->work);
  napi_queue_async_work(env, job->work);
  return promise;
}

static napi_value call(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value callback, global, result = NULL;
  napi_get_cb_info(env, info, &count, &callback, NULL, NULL);
  napi_get_global(env, &global);
  napi_call_function(env, global, callback, 0, NULL, &result);
  return result;
}

static napi_value cwd(napi_env env, napi_callback_info info) {
  char path[4096];
  napi_value text;
  napi_create_string_utf8(env, getcwd(path, sizeof path) ? path : "", NAPI_AUTO_LENGTH, &text);
  return text;
}

static napi_value variable(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value name, text;
  char key[256];
  napi_get_cb_info(env, info, &count, &name, NULL, NULL);
  napi_get_value_string_utf8(env, name, key, sizeof key, NULL);
  const char *value = getenv(key);
  napi_create_string_utf8(env, value ? value : "", NAPI_AUTO_LENGTH, &text);
  return text;
}

static napi_value init(napi_env env, napi_value exports) {
  napi_property_descriptor all[] = {
    { "later", NULL, later, NULL, NULL, NULL, napi_enumerable, NULL },
    { "call", NULL, call, NULL, NULL, NULL, napi_enumerable, NULL },
    { "cwd", NULL, cwd, NULL, NULL, NULL, napi_enumerable, NULL },
    { "variable", NULL, variable, NULL, NULL, NULL, napi_enumerable, NULL },
  };
  napi_define_properties(env, exports, sizeof all / sizeof *all, all);
  return exports;
}

NAPI_MODULE(later, init)
